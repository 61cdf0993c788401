package org.cloister.audit;

/// A subject of matching records, and where these are. `toString` is redacted by [Subject].
///
/// @param subject whom they are about
/// @param firstIndex place of the first of them
/// @param lastIndex place of the last of them
/// @param count how many
public record SubjectSpan(Subject subject, long firstIndex, long lastIndex, long count) {}
