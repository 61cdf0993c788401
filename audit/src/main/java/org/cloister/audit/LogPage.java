package org.cloister.audit;

import java.util.List;
import java.util.OptionalLong;

/// Records that match a query, newest first.
///
/// @param entries at most as many as the query's limit, each checked as by [AuditLog#find]
/// @param next place to pass as [LogQuery#before] for the page after this; empty at the end
/// @param checkpoint a signed note that was current after the search, and so covers every entry
public record LogPage(List<StoredEntry> entries, OptionalLong next, String checkpoint) {
  public LogPage {
    entries = List.copyOf(entries);
  }
}
