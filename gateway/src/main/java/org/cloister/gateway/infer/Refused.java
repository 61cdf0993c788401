package org.cloister.gateway.infer;

import java.util.List;
import org.cloister.audit.Outcome;
import org.cloister.deid.InputProblem;
import org.cloister.deid.fhir.Violation;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.identity.Authentication;
import org.cloister.policies.Decision;

/// A call that gets no answer, and why.
///
/// @param issues at least one; the first decides the HTTP status
record Refused(Outcome outcome, List<Issue> issues) implements Ending {
  Refused {
    issues = List.copyOf(issues);
    if (issues.isEmpty()) {
      throw new IllegalArgumentException("a refusal has a reason");
    }
  }

  static Refused because(OutcomeCode code) {
    Outcome outcome =
        switch (code) {
          case UNAUTHENTICATED,
              TOKEN_EXPIRED,
              WEAK_SIGN_IN,
              INSUFFICIENT_SCOPE,
              DENIED,
              RESTRICTED ->
              Outcome.DENIED;
          default -> Outcome.REFUSED;
        };
    return as(outcome, Issue.of(code));
  }

  /// Why nobody is authenticated, as the caller is told it.
  static OutcomeCode code(Authentication.Cause cause) {
    return switch (cause) {
      case EXPIRED -> OutcomeCode.TOKEN_EXPIRED;
      case UNAVAILABLE -> OutcomeCode.UNAVAILABLE;
      case MISSING, MALFORMED, INVALID -> OutcomeCode.UNAUTHENTICATED;
    };
  }

  /// Why the policies denied, as the caller is told it.
  static OutcomeCode code(Decision.Reason reason) {
    return switch (reason) {
      case INSUFFICIENT_SCOPE -> OutcomeCode.INSUFFICIENT_SCOPE;
      case WEAK_SIGN_IN -> OutcomeCode.WEAK_SIGN_IN;
      case RESTRICTED -> OutcomeCode.RESTRICTED;
      case FORBIDDEN, POLICY_ERROR -> OutcomeCode.DENIED;
    };
  }

  static Refused as(Outcome outcome, Issue issue) {
    return new Refused(outcome, List.of(issue));
  }

  static Refused parameter(InferParameters.Rejected rejected) {
    OutcomeCode code =
        rejected.code().equals("required")
            ? OutcomeCode.PARAMETER_MISSING
            : OutcomeCode.PARAMETER_INVALID;
    return as(
        Outcome.REFUSED,
        Issue.of(code).typed(rejected.code()).saying(rejected.text()).at(rejected.expression()));
  }

  /// The body is JSON but not the FHIR that was asked for.
  static Refused invalid(List<Violation> violations) {
    return new Refused(
        Outcome.REFUSED,
        violations.stream()
            .map(violation ->
                Issue.of(OutcomeCode.INVALID_RESOURCE)
                    .typed(violation.code())
                    .saying(violation.text())
                    .at(violation.expression()))
            .toList());
  }

  /// The data are valid, but the model cannot be asked with them.
  static Refused insufficient(List<InputProblem> problems) {
    return new Refused(
        Outcome.REFUSED,
        problems.stream()
            .map(problem -> Issue.of(code(problem.kind())).saying(problem.message()))
            .toList());
  }

  private static OutcomeCode code(InputProblem.Kind kind) {
    return switch (kind) {
      case MISSING, COMPARATOR -> OutcomeCode.INPUT_MISSING;
      case UNIT -> OutcomeCode.INPUT_UNIT;
      case IMPLAUSIBLE, OUT_OF_RANGE -> OutcomeCode.INPUT_OUT_OF_RANGE;
      case EXCLUDED -> OutcomeCode.NOT_APPLICABLE;
    };
  }

  OutcomeCode code() {
    return issues.getFirst().code();
  }
}
