package org.cloister.policies;

/// What [Policies] decided about an act of oversight.
public sealed interface OversightDecision {
  record Permitted(OversightGrant grant) implements OversightDecision {}

  /// @param trace for the audit record only
  record Denied(Decision.Reason reason, DecisionTrace trace) implements OversightDecision {}
}
