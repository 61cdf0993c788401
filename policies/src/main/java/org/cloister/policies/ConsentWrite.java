package org.cloister.policies;

import java.util.Optional;

/// One question to [Policies]: may this caller put a patient's Consent on file, or change it?
///
/// @param tenant the organisation whose patient this is
/// @param patientId logical id of the Patient whose Consent it is
public record ConsentWrite(
    RequestId requestId,
    Caller caller,
    Optional<PurposeOfUse> purpose,
    String tenant,
    String patientId,
    Interaction interaction) {

  /// How it is put on file.
  public enum Interaction {
    /// A new one; needs the scope permission `c`.
    CREATE('c'),
    /// A new version under a known id; needs the scope permission `u`, which covers "update as
    /// create" too (SMART App Launch 2.0, scopes for requesting FHIR resources).
    UPDATE('u');

    private final char permission;

    Interaction(char permission) {
      this.permission = permission;
    }

    char permission() {
      return permission;
    }
  }

  /// What [Policies] decided about it.
  public sealed interface Decision {
    record Permitted(ConsentWritePermit permit) implements Decision {}

    /// @param trace for the audit record only
    record Denied(org.cloister.policies.Decision.Reason reason, DecisionTrace trace)
        implements Decision {}
  }

  @Override
  public String toString() {
    return "ConsentWrite[redacted]";
  }
}
