package org.cloister.gateway.consent;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.audit.Rider;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.SealedConsentRow;
import org.cloister.deid.sealing.SealedConsentStore;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.policies.ConsentWritePermit;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Consent;

/// The Consents on file.
///
/// [#onFile] is asked in every call: one indexed query, remembered for less than a second, so that
/// a Consent that is withdrawn counts within a second even if another process wrote it, and at once
/// if this one did.
public final class ConsentRegister {
  /// How long an answer may be used again. With the query itself it stays below one second.
  static final Duration FRESH = Duration.ofMillis(800);

  private static final int MOST_REMEMBERED = 20_000;

  private final String tenant;
  private final CaseVault vault;
  private final SealedConsentStore store;
  private final FhirReader reader;
  private final FhirContext fhir;
  private final Cache<String, PatientConsents> remembered =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(FRESH)
          // Evict in the calling thread: no other work waits in one pool with it.
          .executor(Runnable::run)
          .build();
  private long writes;

  /// @param tenant the organisation whose patients these are
  public ConsentRegister(
      String tenant, CaseVault vault, DataSource database, FhirReader reader, FhirContext fhir) {
    this.tenant = tenant;
    this.vault = vault;
    this.store = new SealedConsentStore(database);
    this.reader = reader;
    this.fhir = fhir;
  }

  /// What is kept of this patient's Consents, the inactive ones included: their ids matter.
  ///
  /// @throws SealingException when that cannot be known: the call must be refused
  public PatientConsents onFile(String patientId) throws SealingException {
    PatientConsents known = remembered.getIfPresent(patientId);
    if (known != null) {
      return known;
    }
    // No lock is held while the database is asked: when it is away, only those wait who ask it.
    long asOf = writes();
    PatientConsents read =
        PatientConsents.of(ofPatient(patientId).stream().map(KeptConsent::consent).toList());
    remember(patientId, read, asOf);
    return read;
  }

  private synchronized long writes() {
    return writes;
  }

  /// What was read before a write must not be put back after it.
  private synchronized void remember(String patientId, PatientConsents read, long asOf) {
    if (writes == asOf) {
      remembered.put(patientId, read);
    }
  }

  /// The newest version of each Consent of this patient, in no certain order.
  ///
  /// @throws SealingException when the database does not answer or a row does not open
  public List<KeptConsent> ofPatient(String patientId) throws SealingException {
    return openAll(store.ofSubject(subject(patientId)));
  }

  /// The newest version of the Consent with this logical id.
  ///
  /// @throws SealingException as for [#ofPatient]
  public Optional<KeptConsent> find(String consentId) throws SealingException {
    return openAll(store.find(index(consentId))).stream().findFirst();
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
        fhir.newJsonParser().encodeResourceToString(consent).getBytes(StandardCharsets.UTF_8);
    KeptConsent kept = new KeptConsent(consent, version, json);
    if (!kept.patientId().equals(permit.patientId())) {
      throw new IllegalArgumentException("a permit for another patient");
    }
    SealedConsentRow.Address address =
        new SealedConsentRow.Address(
            index(kept.id()), version, subject(kept.patientId()), permit.requestId().value());
    SealedConsentRow row = new SealedConsentRow(address, vault.seal(address.context(tenant), json));
    return new Prepared(kept, new Rider(row.insertSql(), row.parameters()));
  }

  /// To be called after a write, and after a patient's rows were deleted.
  public synchronized void forget(String patientId) {
    writes++;
    remembered.invalidate(patientId);
  }

  private List<KeptConsent> openAll(List<SealedConsentRow> rows) throws SealingException {
    List<KeptConsent> consents = new ArrayList<>();
    for (SealedConsentRow row : rows) {
      byte[] json = vault.open(row.address().context(tenant), row.sealed());
      if (!(reader.read(json) instanceof Read.Accepted(var resource))
          || !(resource instanceof Consent consent)) {
        throw new IllegalStateException("a kept Consent is none");
      }
      consents.add(new KeptConsent(consent, row.address().version(), json));
    }
    return consents;
  }

  private SubjectIndex subject(String patientId) {
    return vault.subjectIndex(tenant, "Patient/" + patientId);
  }

  private SubjectIndex index(String consentId) {
    return vault.subjectIndex(tenant, "Consent/" + consentId);
  }

  @Override
  public String toString() {
    return "ConsentRegister[redacted]";
  }
}
