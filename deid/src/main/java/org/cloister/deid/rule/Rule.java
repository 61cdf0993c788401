package org.cloister.deid.rule;

import org.jspecify.annotations.Nullable;

/// One line of a rule file.
///
/// @param isOwn whether it stands in the file being read rather than in one that this extends
record Rule(RulePath path, Decision decision, String file, int line, boolean isOwn) {
  String where() {
    return file + ":" + line;
  }

  /// A rule is one line of one file: equal to itself alone, and cheap to look up by.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  RuleException error(String reason) {
    return new RuleException(file, line, reason);
  }
}
