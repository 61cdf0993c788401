package org.cloister.gateway.consent;

import org.hl7.fhir.r4.model.Consent;

/// One version of a Consent, opened: identified data.
///
/// Its JSON is what was validated, with the server's `id` and `meta`, and without a narrative.
public final class KeptConsent {
  private final Consent consent;
  private final int version;
  private final byte[] json;

  /// @param json given up by the caller
  KeptConsent(Consent consent, int version, byte[] json) {
    this.consent = consent;
    this.version = version;
    this.json = json;
  }

  public String id() {
    return consent.getIdElement().getIdPart();
  }

  /// Logical id of the patient whose Consent it is.
  public String patientId() {
    return consent.getPatient().getReference().substring("Patient/".length());
  }

  /// 1 and up.
  public int version() {
    return version;
  }

  /// Code of http://hl7.org/fhir/consent-state-codes.
  public String status() {
    return consent.getStatus().toCode();
  }

  public boolean isActive() {
    return consent.getStatus() == Consent.ConsentState.ACTIVE;
  }

  Consent consent() {
    return consent;
  }

  /// Not copied: written once.
  public byte[] json() {
    return json;
  }

  @Override
  public String toString() {
    return "KeptConsent[redacted]";
  }
}
