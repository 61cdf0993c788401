package org.cloister.deid.rule;

import java.util.Comparator;

/// A rule that matches from a type on the way down to where we are.
///
/// Of two rules that both decide, the one that begins further out wins, for it knows more of where
/// the value stands: `Patient.contact.telecom` before `ContactPoint`. Of two that begin at the same
/// place the one for the narrower type wins, `HumanName` before `Element.id`, then the one that
/// goes further, then the one with the narrower filter.
///
/// @param origin how far out it begins: 0 is the outermost
/// @param matched how many steps of its path are behind us
/// @param distance how far the type it begins at lies above the type that stands there
/// @param isInherited whether it matched an object around us, all of which it decides
record Candidate(Rule rule, int origin, int matched, int distance, boolean isInherited) {
  static final Comparator<Candidate> STRONGEST_FIRST =
      Comparator.comparingInt(Candidate::origin)
          .thenComparingInt(Candidate::distance)
          .thenComparing(Comparator.comparingInt(Candidate::length).reversed())
          .thenComparing(Comparator.comparingInt(Candidate::filters).reversed())
          .thenComparingInt(Candidate::filtered);

  boolean isComplete() {
    return matched == length();
  }

  RulePath.Step next() {
    return rule.path().steps().get(matched);
  }

  /// What it asks of the value here. What it asked of the objects around us holds already.
  RulePath.Filter filter() {
    return isInherited ? RulePath.Filter.NONE : rule.path().filterAt(matched);
  }

  Candidate advanced() {
    return new Candidate(rule, origin, matched + 1, distance, false);
  }

  Candidate inherited() {
    return new Candidate(rule, origin, matched, distance, true);
  }

  Candidate withOrigin(int changed) {
    return new Candidate(rule, changed, matched, distance, isInherited);
  }

  private int length() {
    return rule.path().steps().size();
  }

  /// Filters, and choices of one type, that narrow the path.
  private int filters() {
    int found = rule.path().filter().isNone() ? 0 : 1;
    for (RulePath.Step step : rule.path().steps()) {
      found += (step.filter().isNone() ? 0 : 1) + (step.ofType().isEmpty() ? 0 : 1);
    }
    return found;
  }

  private int filtered() {
    int values = rule.path().filter().values().size();
    for (RulePath.Step step : rule.path().steps()) {
      values += step.filter().values().size();
    }
    return values;
  }
}
