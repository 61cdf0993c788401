package org.cloister.policies;

/// What [Policies] decided about reading stored results.
public sealed interface ReadDecision {
  record Permitted(ReadPermit permit) implements ReadDecision {}

  /// @param trace for the audit record only
  record Denied(Decision.Reason reason, DecisionTrace trace) implements ReadDecision {}
}
