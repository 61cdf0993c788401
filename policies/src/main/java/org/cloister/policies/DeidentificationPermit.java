package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;

/// Evidence that [Policies] permitted one document to be de-identified for one domain. Only
/// [Policies] can make one.
@Immutable
public final class DeidentificationPermit {
  private final RequestId requestId;
  private final String domain;
  private final PurposeOfUse purpose;
  private final DecisionTrace trace;

  DeidentificationPermit(
      RequestId requestId, String domain, PurposeOfUse purpose, DecisionTrace trace) {
    this.requestId = requestId;
    this.domain = domain;
    this.purpose = purpose;
    this.trace = trace;
  }

  public RequestId requestId() {
    return requestId;
  }

  public String domain() {
    return domain;
  }

  public PurposeOfUse purpose() {
    return purpose;
  }

  public DecisionTrace trace() {
    return trace;
  }

  @Override
  public String toString() {
    return "DeidentificationPermit[" + requestId + ", " + purpose + "]";
  }
}
