package org.cloister.policies.consent;

import java.util.List;
import java.util.Optional;

/// One rule of a Consent: "permit or deny … when the rule conditions are met"
/// (https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision), with its exceptions.
///
/// @param exceptions "rules which provide exceptions to the base rule or subrules"
record Provision(
    Effect effect, CallCondition call, DataCondition data, List<Provision> exceptions) {

  enum Effect {
    PERMIT,
    DENY
  }

  /// What a rule says about one resource. The order is the order of strength.
  enum Verdict {
    SILENT,
    PERMIT,
    DENY
  }

  Provision {
    exceptions = List.copyOf(exceptions);
  }

  /// The verdict of this rule as an exception: where it does not apply, its parent stands.
  Verdict verdict(ConsentQuestion question, Optional<ConsentedResource> resource) {
    return applies(question, resource) ? applied(question, resource) : Verdict.SILENT;
  }

  /// The verdict of this rule as the root of a Consent about the use of data.
  ///
  /// A root permission is exhaustive for the purposes that it names: what it does not cover, the
  /// patient did not permit. About other purposes, other kinds of use and other times it says
  /// nothing, unless one of its exceptions denies them by itself.
  Verdict rootVerdict(ConsentQuestion question, Optional<ConsentedResource> resource) {
    if (call.lapsed(question)) {
      return Verdict.SILENT;
    }
    if (applies(question, resource)) {
      return applied(question, resource);
    }
    return effect == Effect.PERMIT && call.namesTheCase(question)
        ? Verdict.DENY
        : deniedByException(question, resource);
  }

  /// The verdict of this rule as the root of a Consent about something else, such as a treatment:
  /// its denials count, its permissions are none for the use of data.
  Verdict foreignVerdict(ConsentQuestion question, Optional<ConsentedResource> resource) {
    if (call.lapsed(question)) {
      return Verdict.SILENT;
    }
    Verdict own =
        applies(question, resource)
            ? applied(question, resource)
            : deniedByException(question, resource);
    return own == Verdict.DENY ? Verdict.DENY : Verdict.SILENT;
  }

  private boolean applies(ConsentQuestion question, Optional<ConsentedResource> resource) {
    Match match = call.holds(question).and(data.holds(effect, resource));
    return switch (effect) {
      case PERMIT -> match == Match.YES;
      case DENY -> match != Match.NO;
    };
  }

  private Verdict applied(ConsentQuestion question, Optional<ConsentedResource> resource) {
    Verdict strongest = Verdict.SILENT;
    for (Provision exception : exceptions) {
      strongest = max(strongest, exception.verdict(question, resource));
    }
    if (strongest != Verdict.SILENT) {
      return strongest;
    }
    return effect == Effect.PERMIT ? Verdict.PERMIT : Verdict.DENY;
  }

  private Verdict deniedByException(
      ConsentQuestion question, Optional<ConsentedResource> resource) {
    for (Provision exception : exceptions) {
      if (exception.verdict(question, resource) == Verdict.DENY) {
        return Verdict.DENY;
      }
    }
    return Verdict.SILENT;
  }

  static Verdict max(Verdict one, Verdict other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  @Override
  public String toString() {
    return "Provision[redacted]";
  }
}
