package org.cloister.audit;

/// What a sealed body belongs to. A sealer binds all of it (as associated data), so that a body
/// cannot be moved to another record or another subject.
///
/// @param record the record
/// @param kind its kind
/// @param subject whose key
public record BodyContext(RecordId record, EntryKind kind, Subject subject) {}
