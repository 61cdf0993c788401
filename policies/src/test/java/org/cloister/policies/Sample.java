package org.cloister.policies;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;

/// A clinician of one hospital who asks about patient `p1`; each test changes one thing.
final class Sample {
  private Sample() {}

  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final ModelId MODEL = new ModelId("prevent-2023-base");
  static final ConsentedResource BLOOD_PRESSURE =
      new ConsentedResource("Observation/bp", "Observation", Set.of(), Set.of(), Optional.empty());

  static Caller caller(Set<String> roles, PurposeOfUse... purposes) {
    return new Caller(
        "sub-1",
        "https://issuer.example",
        "ehr",
        "jti-1",
        "hospital",
        roles,
        List.of(Scope.parse("system/*.cruds").orElseThrow()),
        Set.of(purposes),
        Optional.empty(),
        Optional.of("Practitioner/d1"),
        SignIn.UNSTATED);
  }

  static AccessRequest request(Caller caller, PurposeOfUse purpose, PatientConsents consents) {
    return new AccessRequest(
        RequestId.random(),
        caller,
        MODEL,
        ResultType.RISK_ASSESSMENT,
        Optional.of(purpose),
        "hospital",
        "p1",
        List.of(BLOOD_PRESSURE),
        consents,
        Set.of(),
        Optional.empty(),
        NOW);
  }

  static AccessRequest treatment() {
    return request(
        caller(Set.of("clinician"), PurposeOfUse.TREAT),
        PurposeOfUse.TREAT,
        PatientConsents.none());
  }

  static AccessRequest by(AccessRequest from, Caller caller) {
    return new AccessRequest(
        from.requestId(),
        caller,
        from.model(),
        from.result(),
        from.purpose(),
        from.tenant(),
        from.patientId(),
        from.resources(),
        from.consents(),
        from.restricted(),
        from.breakGlassReason(),
        from.at());
  }

  /// About a patient whose data may not be used for these purposes.
  static AccessRequest restricted(AccessRequest from, PurposeOfUse... purposes) {
    return new AccessRequest(
        from.requestId(),
        from.caller(),
        from.model(),
        from.result(),
        from.purpose(),
        from.tenant(),
        from.patientId(),
        from.resources(),
        from.consents(),
        Set.of(purposes),
        from.breakGlassReason(),
        from.at());
  }

  static AccessRequest reasoned(AccessRequest from, String reason) {
    return new AccessRequest(
        from.requestId(),
        from.caller(),
        from.model(),
        from.result(),
        from.purpose(),
        from.tenant(),
        from.patientId(),
        from.resources(),
        from.consents(),
        from.restricted(),
        Optional.of(reason),
        from.at());
  }

  static AccessRequest without(AccessRequest from, Lack lack) {
    return new AccessRequest(
        from.requestId(),
        from.caller(),
        from.model(),
        from.result(),
        lack == Lack.PURPOSE ? Optional.empty() : from.purpose(),
        lack == Lack.TENANT ? "other-hospital" : from.tenant(),
        lack == Lack.PATIENT ? "p2" : from.patientId(),
        from.resources(),
        from.consents(),
        from.restricted(),
        from.breakGlassReason(),
        from.at());
  }

  /// What a request can lack by itself.
  enum Lack {
    PURPOSE,
    TENANT,
    PATIENT
  }

  /// A claim that a token can lack.
  enum Claim {
    SUBJECT,
    ISSUER,
    CLIENT_ID,
    TOKEN_ID,
    TENANT,
    ROLES,
    SCOPES,
    PURPOSES
  }

  static Caller without(Caller from, Claim claim) {
    return new Caller(
        claim == Claim.SUBJECT ? "" : from.subject(),
        claim == Claim.ISSUER ? "" : from.issuer(),
        claim == Claim.CLIENT_ID ? " " : from.clientId(),
        claim == Claim.TOKEN_ID ? "" : from.tokenId(),
        claim == Claim.TENANT ? "" : from.tenant(),
        claim == Claim.ROLES ? Set.of() : from.roles(),
        claim == Claim.SCOPES ? List.of() : from.scopes(),
        claim == Claim.PURPOSES ? Set.of() : from.purposes(),
        from.patient(),
        from.fhirUser(),
        from.signIn());
  }

  static Caller scoped(Caller from, String... scopes) {
    return new Caller(
        from.subject(),
        from.issuer(),
        from.clientId(),
        from.tokenId(),
        from.tenant(),
        from.roles(),
        List.of(scopes).stream().flatMap(it -> Scope.parse(it).stream()).toList(),
        from.purposes(),
        from.patient(),
        from.fhirUser(),
        from.signIn());
  }

  static Caller signedIn(Caller from, SignIn signIn) {
    return new Caller(
        from.subject(),
        from.issuer(),
        from.clientId(),
        from.tokenId(),
        from.tenant(),
        from.roles(),
        from.scopes(),
        from.purposes(),
        from.patient(),
        from.fhirUser(),
        signIn);
  }

  static Caller launched(Caller from, Optional<String> patient, Optional<String> fhirUser) {
    return new Caller(
        from.subject(),
        from.issuer(),
        from.clientId(),
        from.tokenId(),
        from.tenant(),
        from.roles(),
        from.scopes(),
        from.purposes(),
        patient,
        fhirUser,
        from.signIn());
  }

  /// An active Consent of patient `p1` with one rule.
  static PatientConsents consent(Consent.ConsentProvisionType type, PurposeOfUse... purposes) {
    Consent consent = new Consent();
    consent.setId("Consent/c1");
    consent.setStatus(Consent.ConsentState.ACTIVE);
    consent.getPatient().setReference("Patient/p1");
    consent.getProvision().setType(type);
    for (PurposeOfUse purpose : new HashSet<>(List.of(purposes))) {
      consent.getProvision().addPurpose(new Coding(PurposeOfUse.SYSTEM, purpose.name(), null));
    }
    return PatientConsents.of(List.of(consent));
  }

  static PatientConsents denial() {
    return consent(Consent.ConsentProvisionType.DENY);
  }

  static PatientConsents permission(PurposeOfUse... purposes) {
    return consent(Consent.ConsentProvisionType.PERMIT, purposes);
  }
}
