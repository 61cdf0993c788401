package org.cloister.policies;

import java.util.Optional;

/// One question to [Policies]: may this caller have data de-identified in order to hand them on?
///
/// @param tenant the organisation whose data these are
/// @param domain who gets them, by the name of their pseudonymisation domain
/// @param kind what the rules make of the data
public record Deidentification(
    RequestId requestId,
    Caller caller,
    Optional<PurposeOfUse> purpose,
    String tenant,
    String domain,
    Kind kind) {

  /// What the law calls the result.
  public enum Kind {
    /// De-identified or pseudonymised, as the rules say.
    DEIDENTIFIED,
    /// A limited data set (45 CFR 164.514(e)): still protected health information.
    LIMITED_DATA_SET
  }

  /// What [Policies] decided about it.
  public sealed interface Decision {
    record Permitted(DeidentificationPermit permit) implements Decision {}

    /// @param trace for the audit record only
    record Denied(org.cloister.policies.Decision.Reason reason, DecisionTrace trace)
        implements Decision {}
  }

  @Override
  public String toString() {
    return "Deidentification[redacted]";
  }
}
