package org.cloister.gateway.consent;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cloister.audit.Rider;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.SealedConsentRow;
import org.cloister.deid.sealing.SealedConsentStore;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.freshness.Mark;
import org.cloister.gateway.freshness.Remembered;
import org.cloister.policies.ConsentWritePermit;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Consent;

/// The Consents on file.
///
/// [#onFile] is asked in every call, and remembered until a Consent of the patient may have
/// changed: one that is withdrawn counts within a second even if another process wrote it, and at
/// once if this one did. How: [org.cloister.gateway.freshness.ChangeMarks].
public final class ConsentRegister {
  private final String tenant;
  private final Parts parts;
  private final Remembered<PatientConsents> remembered;

  /// What it is made of.
  public record Parts(
      CaseVault vault, SealedConsentStore store, FhirReader reader, FhirContext fhir) {}

  /// @param tenant the organisation whose patients these are
  /// @param remembered a memory of its own
  public ConsentRegister(String tenant, Parts parts, Remembered<PatientConsents> remembered) {
    this.tenant = tenant;
    this.parts = parts;
    this.remembered = remembered;
  }

  /// What is kept of this patient's Consents, the inactive ones included: their ids matter.
  ///
  /// @throws SealingException when that cannot be known: the call must be refused
  public PatientConsents onFile(String patientId) throws SealingException {
    SubjectIndex subject = subject(patientId);
    try {
      return remembered.get(Mark.ofConsents(subject), patientId, () -> read(subject));
    } catch (SQLException e) {
      throw SealingException.unavailable(
          "asking which Consents changed", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
    }
  }

  private PatientConsents read(SubjectIndex subject) throws SealingException {
    return PatientConsents.of(
        openAll(parts.store().ofSubject(subject)).stream().map(KeptConsent::consent).toList());
  }

  /// The newest version of each Consent of this patient, in no certain order.
  ///
  /// @throws SealingException when the database does not answer or a row does not open
  public List<KeptConsent> ofPatient(String patientId) throws SealingException {
    return openAll(parts.store().ofSubject(subject(patientId)));
  }

  /// The newest version of the Consent with this logical id.
  ///
  /// @throws SealingException as for [#ofPatient]
  public Optional<KeptConsent> find(String consentId) throws SealingException {
    return openAll(parts.store().find(index(consentId))).stream().findFirst();
  }

  /// A version that is sealed and not yet stored.
  ///
  /// @param rider to be committed with the record of it
  public record Prepared(KeptConsent consent, Rider rider) {}

  /// Seals the next version of a Consent.
  ///
  /// @param permit to write a Consent of this very patient
  /// @param consent with its logical id and a patient by literal reference; given up by the caller
  /// @param version 1 for a new one, else one more than the newest
  /// @throws IllegalArgumentException if the permit is for another patient
  public Prepared prepare(ConsentWritePermit permit, Consent consent, int version, Instant at)
      throws SealingException {
    consent.getMeta().setVersionId(Integer.toString(version)).setLastUpdated(Date.from(at));
    byte[] json =
        parts
            .fhir()
            .newJsonParser()
            .encodeResourceToString(consent)
            .getBytes(StandardCharsets.UTF_8);
    KeptConsent kept = new KeptConsent(consent, version, json);
    if (!kept.patientId().equals(permit.patientId())) {
      throw new IllegalArgumentException("a permit for another patient");
    }
    SealedConsentRow.Address address =
        new SealedConsentRow.Address(
            index(kept.id()), version, subject(kept.patientId()), permit.requestId().value());
    SealedConsentRow row =
        new SealedConsentRow(address, parts.vault().seal(address.context(tenant), json));
    return new Prepared(kept, new Rider(row.insertSql(), row.parameters()));
  }

  /// To be called after a write, also where it is not known whether it happened, and after a
  /// patient's Consents were deleted: nothing of them stays in memory.
  public void forget(String patientId) {
    forget(subject(patientId));
  }

  /// The same where only the patient's blind index is known.
  public void forget(SubjectIndex patient) {
    remembered.forget(Mark.ofConsents(patient));
  }

  private List<KeptConsent> openAll(List<SealedConsentRow> rows) throws SealingException {
    List<KeptConsent> consents = new ArrayList<>();
    for (SealedConsentRow row : rows) {
      byte[] json = parts.vault().open(row.address().context(tenant), row.sealed());
      if (!(parts.reader().read(json) instanceof Read.Accepted(var resource))
          || !(resource instanceof Consent consent)) {
        throw new IllegalStateException("a kept Consent is none");
      }
      consents.add(new KeptConsent(consent, row.address().version(), json));
    }
    return consents;
  }

  private SubjectIndex subject(String patientId) {
    return parts.vault().subjectIndex(tenant, "Patient/" + patientId);
  }

  private SubjectIndex index(String consentId) {
    return parts.vault().subjectIndex(tenant, "Consent/" + consentId);
  }

  @Override
  public String toString() {
    return "ConsentRegister[redacted]";
  }
}
