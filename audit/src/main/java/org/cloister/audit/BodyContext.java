package org.cloister.audit;

/// What a sealed body belongs to. A sealer binds all of it (as associated data), so that a body
/// cannot be moved to another record, another subject or another part.
///
/// @param record the record
/// @param kind its kind
/// @param subject whose key
/// @param part which of the record's two bodies
public record BodyContext(RecordId record, EntryKind kind, Subject subject, Part part) {
  /// The two bodies of a record.
  public enum Part {
    /// What was done, under the key of whom it is about.
    RECORD,
    /// Who did it, under the agent's own key.
    AGENT
  }
}
