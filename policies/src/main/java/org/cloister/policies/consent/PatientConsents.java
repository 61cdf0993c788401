package org.cloister.policies.consent;

import java.util.List;
import org.hl7.fhir.r4.model.Consent;

/// The Consents of one patient, as they are on file.
public final class PatientConsents {
  private final List<Consent> consents;

  private PatientConsents(List<Consent> consents) {
    this.consents = List.copyOf(consents);
  }

  public static PatientConsents of(List<Consent> consents) {
    return new PatientConsents(consents);
  }

  int size() {
    return consents.size();
  }

  @Override
  public String toString() {
    return "PatientConsents[redacted]";
  }
}
