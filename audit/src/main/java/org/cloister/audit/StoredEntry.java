package org.cloister.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;

/// A record as read back: its leaf was checked against its hash, its body and its agent's part
/// against the leaf's commitments. `toString` is redacted.
public final class StoredEntry {
  private final RecordId recordId;
  private final long index;
  private final Leaf leaf;
  private final Parts parts;

  /// What can be deleted from a record, as far as it is there and its key is.
  ///
  /// @param actor who acted
  record Parts(
      Optional<Subject> subject, Optional<byte[]> body, Actor actor, Optional<String> purpose) {}

  /// Who acted, in the record itself or in the intent that it closes.
  ///
  /// @param commitHex of the leaf; empty where nobody was named
  record Actor(String commitHex, Optional<Subject> subject, Optional<byte[]> body) {}

  StoredEntry(RecordId recordId, long index, Leaf leaf, Parts parts) {
    this.recordId = recordId;
    this.index = index;
    this.leaf = leaf;
    this.parts = parts;
  }

  public RecordId recordId() {
    return recordId;
  }

  public long index() {
    return index;
  }

  /// What the tree holds of the record (RFC 6962 section 2.1).
  public Hash leafHash() {
    return TreeHash.leaf(leaf.bytes());
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
    return Collections.unmodifiableMap(leaf.facts());
  }

  /// For an outcome, the index of the intent that it closes.
  public OptionalLong intentIndex() {
    return leaf.links().intent();
  }

  /// Whom the record is about; empty once that was erased.
  public Optional<Subject> subject() {
    return parts.subject();
  }

  /// The canonical JSON of the body; empty when there was none, or when it or its key was erased.
  public Optional<byte[]> body() {
    return parts.body().map(byte[]::clone);
  }

  /// Who acted, the record's own agent or that of the intent that it closes; empty when none was
  /// named or it was erased.
  public Optional<Subject> agent() {
    return parts.actor().subject();
  }

  /// The canonical JSON of who acted; empty when there was none, or when it or its key was erased.
  public Optional<byte[]> agentBody() {
    return parts.actor().body().map(byte[]::clone);
  }

  /// The purpose of use; empty when none was given or it was erased.
  public Optional<String> purpose() {
    return parts.purpose();
  }

  /// Whether the leaf commits to a body that can no longer be had: it or its key was erased, or is
  /// missing. Which of the two, the act of an erasure tells.
  public boolean isErased() {
    return !leaf.links().bodyCommitHex().isEmpty() && parts.body().isEmpty();
  }

  /// The same of who acted.
  public boolean isAgentErased() {
    return !parts.actor().commitHex().isEmpty() && parts.actor().body().isEmpty();
  }

  @Override
  public String toString() {
    return "StoredEntry[" + recordId + " at " + index + ", redacted]";
  }
}
