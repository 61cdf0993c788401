package org.cloister.policies.consent;

/// Whether a provision's condition holds, in Kleene's three-valued logic.
///
/// `MAYBE` is what we say of everything that we cannot read or do not know. A permission needs
/// `YES`; a denial takes hold unless the answer is `NO`. So whatever is unknown ends in a refusal,
/// without a special case for each unknown.
enum Match {
  NO,
  MAYBE,
  YES;

  static Match of(boolean holds) {
    return holds ? YES : NO;
  }

  Match and(Match other) {
    return compareTo(other) <= 0 ? this : other;
  }

  Match or(Match other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
