package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;

/// Evidence that [Policies] permitted one act of oversight. Only [Policies] can make one.
@Immutable
public final class OversightGrant {
  private final RequestId requestId;
  private final OversightAction action;
  private final PurposeOfUse purpose;
  private final DecisionTrace trace;

  OversightGrant(
      RequestId requestId, OversightAction action, PurposeOfUse purpose, DecisionTrace trace) {
    this.requestId = requestId;
    this.action = action;
    this.purpose = purpose;
    this.trace = trace;
  }

  public RequestId requestId() {
    return requestId;
  }

  public OversightAction action() {
    return action;
  }

  public PurposeOfUse purpose() {
    return purpose;
  }

  public DecisionTrace trace() {
    return trace;
  }

  @Override
  public String toString() {
    return "OversightGrant[" + requestId + ", " + action.action() + ", " + purpose + "]";
  }
}
