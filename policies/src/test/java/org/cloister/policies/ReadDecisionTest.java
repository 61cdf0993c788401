package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.Decision.Reason;
import org.cloister.policies.ReadDecision.Denied;
import org.cloister.policies.ReadDecision.Permitted;
import org.cloister.policies.ReadRequest.Interaction;
import org.cloister.policies.consent.PatientConsents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadDecisionTest {
  private static final Caller CLINICIAN =
      Sample.caller(Set.of("clinician"), PurposeOfUse.TREAT, PurposeOfUse.HOPERAT);
  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @Test
  void decideRead_permitsAClinicianWhoTreats() {
    ReadRequest request = request(CLINICIAN, "RiskAssessment", Interaction.SEARCH);

    assertThat(policies.decideRead(request)).isInstanceOf(Permitted.class);
    ReadPermit permit = ((Permitted) policies.decideRead(request)).permit();
    assertThat(permit.requestId()).isEqualTo(request.requestId());
    assertThat(permit.resourceType()).isEqualTo("RiskAssessment");
    assertThat(permit.trace().policyIds()).containsExactly("read-for-care");
  }

  @Test
  void decideRead_needsReadForOneAndSearchForMany() {
    Caller reader = Sample.scoped(CLINICIAN, "user/RiskAssessment.r");

    assertThat(policies.decideRead(request(reader, "RiskAssessment", Interaction.READ)))
        .isInstanceOf(Permitted.class);
    assertThat(reason(request(reader, "RiskAssessment", Interaction.SEARCH)))
        .isEqualTo(Reason.INSUFFICIENT_SCOPE);
    assertThat(reason(request(reader, "Observation", Interaction.READ)))
        .isEqualTo(Reason.INSUFFICIENT_SCOPE);
  }

  @Test
  void decideRead_refusesASearchOverAllPatients() {
    ReadRequest one = request(CLINICIAN, "RiskAssessment", Interaction.SEARCH);
    ReadRequest all = about(one, Optional.empty());

    assertThat(reason(all)).isEqualTo(Reason.FORBIDDEN);
    assertThat(
            policies.decideRead(
                about(request(CLINICIAN, "Device", Interaction.SEARCH), Optional.empty())))
        .isInstanceOf(Permitted.class);
  }

  @Test
  void decideRead_refusesAnotherPatientThanTheOneOfTheLaunch() {
    Caller launched = Sample.launched(CLINICIAN, Optional.of("p2"), CLINICIAN.fhirUser());

    assertThat(reason(request(launched, "RiskAssessment", Interaction.READ)))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(reason(about(request(launched, "Device", Interaction.READ), Optional.empty())))
        .isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void decideRead_refusesASharedAccount() {
    ReadRequest byNobody =
        request(
            Sample.launched(CLINICIAN, Optional.empty(), Optional.empty()),
            "RiskAssessment",
            Interaction.READ);

    assertThat(((Denied) policies.decideRead(byNobody)).trace().policyIds())
        .containsExactly("caller-is-a-person");
  }

  @Test
  void decideRead_refusesWhatTheConsentDenies() {
    ReadRequest open = request(CLINICIAN, "RiskAssessment", Interaction.READ);
    ReadRequest closed =
        new ReadRequest(
            open.requestId(),
            open.caller(),
            open.purpose(),
            open.tenant(),
            open.patientId(),
            open.resourceType(),
            open.interaction(),
            open.resources(),
            Sample.denial(),
            open.restricted(),
            open.at());

    assertThat(((Denied) policies.decideRead(closed)).trace().policyIds())
        .containsExactly("consent-denies");
  }

  @Test
  void decideRead_keepsTheAuditTrailToComplianceOfficers() {
    Caller officer = Sample.caller(Set.of("compliance-officer"), PurposeOfUse.HOPERAT);
    ReadRequest byOfficer =
        purposed(
            about(request(officer, "AuditEvent", Interaction.SEARCH), Optional.empty()),
            PurposeOfUse.HOPERAT);

    assertThat(policies.decideRead(byOfficer)).isInstanceOf(Permitted.class);
    for (PurposeOfUse purpose : List.of(PurposeOfUse.TREAT, PurposeOfUse.HOPERAT)) {
      Caller everyone = Sample.caller(Set.of("clinician", "quality", "ehr-system"), purpose);
      assertThat(reason(purposed(request(everyone, "AuditEvent", Interaction.READ), purpose)))
          .isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(
            reason(
                purposed(
                    request(officer, "RiskAssessment", Interaction.READ), PurposeOfUse.HOPERAT)))
        .isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void decideRead_refusesTypesThatAreNoResults() {
    assertThat(reason(request(CLINICIAN, "Practitioner", Interaction.READ)))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(reason(request(CLINICIAN, "", Interaction.READ))).isEqualTo(Reason.FORBIDDEN);
  }

  private static Reason reason(ReadRequest request) {
    return switch (policies.decideRead(request)) {
      case Permitted permitted -> throw new AssertionError("permitted: " + permitted);
      case Denied denied -> denied.reason();
    };
  }

  private static ReadRequest request(Caller caller, String type, Interaction interaction) {
    return new ReadRequest(
        RequestId.random(),
        caller,
        Optional.of(PurposeOfUse.TREAT),
        "hospital",
        Optional.of("p1"),
        type,
        interaction,
        List.of(),
        PatientConsents.none(),
        Set.of(),
        Sample.NOW);
  }

  private static ReadRequest about(ReadRequest from, Optional<String> patientId) {
    return new ReadRequest(
        from.requestId(),
        from.caller(),
        from.purpose(),
        from.tenant(),
        patientId,
        from.resourceType(),
        from.interaction(),
        from.resources(),
        from.consents(),
        from.restricted(),
        from.at());
  }

  private static ReadRequest purposed(ReadRequest from, PurposeOfUse purpose) {
    return new ReadRequest(
        from.requestId(),
        from.caller(),
        Optional.of(purpose),
        from.tenant(),
        from.patientId(),
        from.resourceType(),
        from.interaction(),
        from.resources(),
        from.consents(),
        from.restricted(),
        from.at());
  }
}
