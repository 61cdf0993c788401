package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/// Evidence that [Policies] permitted one document to be de-identified for one domain. Only
/// [Policies] can make one.
@Immutable
public final class DeidentificationPermit {
  private final RequestId requestId;
  private final String domain;
  private final PurposeOfUse purpose;
  private final DecisionTrace trace;

  @SuppressWarnings("Immutable") // Optional of an immutable record
  private final Optional<DecisionTrace> whereRestricted;

  DeidentificationPermit(
      RequestId requestId,
      String domain,
      PurposeOfUse purpose,
      DecisionTrace trace,
      Optional<DecisionTrace> whereRestricted) {
    this.requestId = requestId;
    this.domain = domain;
    this.purpose = purpose;
    this.trace = trace;
    this.whereRestricted = whereRestricted;
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

  /// Why it is no permit where the document tells of a patient who restricts or objects to this use
  /// of their data (GDPR 18, 21); empty where the policies let it be.
  public Optional<DecisionTrace> whereRestricted() {
    return whereRestricted;
  }

  @Override
  public String toString() {
    return "DeidentificationPermit[" + requestId + ", " + purpose + "]";
  }
}
