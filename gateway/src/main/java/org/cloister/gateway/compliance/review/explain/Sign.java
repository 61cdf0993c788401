package org.cloister.gateway.compliance.review.explain;

import org.cloister.gateway.compliance.review.explain.Explanation.Strength;

/// A fact that is commoner in snooping than in honest work.
///
/// Points are about ten times the decimal logarithm of how much commoner, from the literature and
/// from what each rule can by chance hit in an honest hospital; they were not fitted to labelled
/// accesses. An access that nothing explains has [#NO_RELATION] and still stays below
/// [Judge#ALERT_POINTS] unless something points at a motive or at harm. The names are stored with
/// alerts and never change.
public enum Sign {
  /// The user's own record: against the rules of nearly every hospital, and never needed for work.
  SELF(50, Strength.PERSONAL),
  FORMER_STAFF(50, Strength.PERSONAL),
  AFTER_DEATH(50, Strength.PERSONAL),
  SAME_HOUSEHOLD(25, Strength.DEPARTMENT),
  /// Many patients in an hour whom nothing links to the user.
  BURST(25, Strength.DEPARTMENT),
  BREAK_GLASS_UNEXPLAINED(15, Strength.NONE),
  CO_WORKER(12, Strength.NONE),
  VIP(12, Strength.NONE),
  OFF_HOURS(12, Strength.NONE),
  EXPORT(10, Strength.NONE),
  REPEATED_EXPORT(10, Strength.NONE),
  RARE_SURNAME(10, Strength.NONE),
  NO_RELATION(10, Strength.NONE),
  THIN_REASON(8, Strength.NONE),
  COMMON_SURNAME(2, Strength.NONE),
  TREATED_ELSEWHERE(2, Strength.NONE),
  NEVER_BEFORE(2, Strength.NONE),
  UNKNOWN_USER(2, Strength.NONE);

  private final int points;
  private final Strength outlives;

  Sign(int points, Strength outlives) {
    this.points = points;
    this.outlives = outlives;
  }

  public int points() {
    return points;
  }

  /// Whether it counts although an explanation of this strength was found.
  boolean outlives(Strength explanation) {
    return outlives.compareTo(explanation) >= 0;
  }
}
