package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;

/// One policy as a compliance officer names it.
///
/// @param id `@id`, unique in the set; what a [DecisionTrace] names
/// @param title `@title`, one sentence
/// @param file where it stands
/// @param line from 1
@Immutable
public record PolicyRule(String id, String title, String file, int line) {}
