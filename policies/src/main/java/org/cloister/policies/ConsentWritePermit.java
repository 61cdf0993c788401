package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;

/// Evidence that [Policies] permitted to put one Consent of one patient on file. Only [Policies]
/// can make one.
@Immutable
public final class ConsentWritePermit {
  private final RequestId requestId;
  private final String patientId;
  private final DecisionTrace trace;

  ConsentWritePermit(RequestId requestId, String patientId, DecisionTrace trace) {
    this.requestId = requestId;
    this.patientId = patientId;
    this.trace = trace;
  }

  public RequestId requestId() {
    return requestId;
  }

  /// Logical id of the patient whose Consent may be written.
  public String patientId() {
    return patientId;
  }

  public DecisionTrace trace() {
    return trace;
  }

  @Override
  public String toString() {
    return "ConsentWritePermit[" + requestId + "]";
  }
}
