package org.cloister.gateway.compliance.reidentify;

import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// The first code of a request that does not open, for which nothing of the request is told.
///
/// @param at its place among the codes, from 0
record Unopened(int at, PseudonymException.Kind kind) {
  /// In FHIRPath: where a caller finds it again, without its value.
  static String place(int at) {
    return "Parameters.parameter.where(name='pseudonym')[" + at + "]";
  }

  /// As the caller is told it. A code of another domain is told as one that is not there.
  Issue issue() {
    OutcomeCode code =
        switch (kind) {
          case UNKNOWN -> OutcomeCode.UNKNOWN_PSEUDONYM;
          case DERIVED -> OutcomeCode.DERIVED_PSEUDONYM;
          case CHANGED -> OutcomeCode.CHANGED_PSEUDONYM;
          case KEY_AWAY -> OutcomeCode.DOMAIN_KEY_AWAY;
          case UNAVAILABLE, NOT_GIVEN -> OutcomeCode.UNAVAILABLE;
        };
    return Issue.of(code).at(place(at));
  }

  /// Whether the same request may be opened later, when an operator has brought back what is away.
  boolean mayPass() {
    return switch (kind) {
      case KEY_AWAY, UNAVAILABLE, NOT_GIVEN -> true;
      case UNKNOWN, DERIVED, CHANGED -> false;
    };
  }
}
