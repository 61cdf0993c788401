package org.cloister.gateway.event;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.record.AuditRecord;

/// A search of AuditEvents as it was understood.
///
/// @param log what the log's own index answers
/// @param filters what only an opened record answers; a record passes all of them
/// @param patient whom the search is about, if it names someone
/// @param page which part of the matches is wanted
/// @param words the search as text
public record EventQuery(
    LogQuery log,
    List<Predicate<AuditRecord>> filters,
    Optional<Patient> patient,
    Page page,
    Words words) {
  /// Most events of one page.
  public static final int LARGEST_PAGE = 200;

  public static final int DEFAULT_PAGE = 50;

  public EventQuery {
    filters = List.copyOf(filters);
  }

  /// The search as text.
  ///
  /// @param self a URL's query, without the cursor
  /// @param recorded the same without the values that name a member of staff or a token: the record
  ///   of the search is sealed under the patient's key, not under theirs
  public record Words(String self, String recorded) {
    @Override
    public String toString() {
      return "Words[redacted]";
    }
  }

  /// @param id logical id of the Patient
  /// @param subject the log's name of them
  public record Patient(String id, Subject subject) {
    String reference() {
      return "Patient/" + id;
    }

    @Override
    public String toString() {
      return "Patient[redacted]";
    }
  }

  /// @param cursor only records before this place of the log
  public record Page(int count, OptionalLong cursor) {}

  /// What became of a URL's query.
  public sealed interface Parsed {
    record Accepted(EventQuery query) implements Parsed {}

    record Refused(Issue issue) implements Parsed {}
  }

  /// What a record of this search says that it was.
  public String recorded() {
    return words.recorded();
  }

  boolean passes(AuditRecord record) {
    return filters.stream().allMatch(filter -> filter.test(record));
  }

  @Override
  public String toString() {
    return "EventQuery[redacted]";
  }
}
