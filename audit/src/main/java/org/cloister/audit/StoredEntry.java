package org.cloister.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A record as read back: its leaf was checked against its hash, its body against the leaf's
/// commitment. `toString` is redacted.
public final class StoredEntry {
  private final RecordId recordId;
  private final long index;
  private final Leaf leaf;
  private final Subject subject;
  private final Optional<byte[]> body;

  StoredEntry(RecordId recordId, long index, Leaf leaf, Subject subject, Optional<byte[]> body) {
    this.recordId = recordId;
    this.index = index;
    this.leaf = leaf;
    this.subject = subject;
    this.body = body;
  }

  public RecordId recordId() {
    return recordId;
  }

  public long index() {
    return index;
  }

  public EntryKind kind() {
    return leaf.kind();
  }

  public Outcome outcome() {
    return leaf.outcome();
  }

  /// When the record was made, microseconds.
  public Instant time() {
    return leaf.time();
  }

  /// The facts in the leaf, by [Fact#text].
  public Map<String, String> facts() {
    return leaf.facts();
  }

  /// For an outcome, the index of the intent that it closes.
  public OptionalLong intentIndex() {
    return leaf.links().intent();
  }

  public Subject subject() {
    return subject;
  }

  /// The canonical JSON of the body; empty when there was none, or when it or its key was erased.
  public Optional<byte[]> body() {
    return body.map(byte[]::clone);
  }

  @Override
  public String toString() {
    return "StoredEntry[" + recordId + " at " + index + ", redacted]";
  }
}
