package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import org.cloister.policies.consent.ConsentScope;

/// Evidence that [Policies] permitted one read of stored results. Only [Policies] can make one.
@Immutable
public final class ReadPermit {
  private final RequestId requestId;
  private final String resourceType;
  private final PurposeOfUse purpose;
  private final DecisionTrace trace;
  private final ConsentScope consentScope;

  ReadPermit(
      RequestId requestId,
      String resourceType,
      PurposeOfUse purpose,
      DecisionTrace trace,
      ConsentScope consentScope) {
    this.requestId = requestId;
    this.resourceType = resourceType;
    this.purpose = purpose;
    this.trace = trace;
    this.consentScope = consentScope;
  }

  public RequestId requestId() {
    return requestId;
  }

  public String resourceType() {
    return resourceType;
  }

  public PurposeOfUse purpose() {
    return purpose;
  }

  public DecisionTrace trace() {
    return trace;
  }

  /// Which of the results the patient keeps from this purpose: they are left out.
  public ConsentScope consentScope() {
    return consentScope;
  }

  @Override
  public String toString() {
    return "ReadPermit[" + requestId + ", " + resourceType + ", " + purpose + "]";
  }
}
