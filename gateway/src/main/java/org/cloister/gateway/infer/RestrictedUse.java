package org.cloister.gateway.infer;

import java.util.HashMap;
import java.util.Map;
import org.cloister.audit.AuditException;
import org.cloister.deid.release.Barred;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.policies.DeidentificationPermit;

/// Whom the documents of one call may not name: patients who restrict or object to its purpose, if
/// the policies mind. Each is looked up once. While it cannot be known, everybody is barred.
///
/// Confined to the call's thread.
final class RestrictedUse implements Barred {
  private final DeidentificationPermit permit;
  private final RestrictionRegister register;
  private final Map<String, Boolean> answers = new HashMap<>();
  private boolean isKnown = true;

  RestrictedUse(DeidentificationPermit permit, RestrictionRegister register) {
    this.permit = permit;
    this.register = register;
  }

  @Override
  public boolean bars(String patientId) {
    return permit.whereRestricted().isPresent()
        && answers.computeIfAbsent(patientId, this::lookedUp);
  }

  private boolean lookedUp(String patientId) {
    try {
      return register.barred(patientId).contains(permit.purpose());
    } catch (AuditException _) {
      isKnown = false;
      return true;
    }
  }

  /// Whether all who were barred restrict their data, and none is barred only because that could
  /// not be read.
  boolean isKnown() {
    return isKnown;
  }

  @Override
  public String toString() {
    return "RestrictedUse[redacted]";
  }
}
