package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.Decision.Denied;
import org.cloister.policies.Decision.Permitted;
import org.cloister.policies.Decision.Reason;
import org.cloister.policies.Sample.Claim;
import org.cloister.policies.Sample.Lack;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {
  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @Test
  void decide_permitsAClinicianWhoTreats() {
    AccessRequest request = Sample.treatment();

    Permit permit = permit(request);

    assertThat(permit.requestId()).isEqualTo(request.requestId());
    assertThat(permit.model()).isEqualTo(Sample.MODEL);
    assertThat(permit.purpose()).isEqualTo(PurposeOfUse.TREAT);
    assertThat(permit.access()).isEqualTo(Access.ORDINARY);
    assertThat(permit.policyIds()).containsExactly("infer-for-treatment");
    assertThat(permit.trace().policySet()).isEqualTo(policies.policySet());
    assertThat(permit.consentScope().outcome()).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @ParameterizedTest
  @EnumSource(Claim.class)
  void decide_refusesWhenAClaimIsMissing(Claim claim) {
    AccessRequest whole = Sample.treatment();

    Denied denied = denied(Sample.by(whole, Sample.without(whole.caller(), claim)));

    assertThat(denied.reason())
        .isEqualTo(claim == Claim.SCOPES ? Reason.INSUFFICIENT_SCOPE : Reason.FORBIDDEN);
  }

  @Test
  void decide_refusesWhenNoPurposeIsStated() {
    Denied denied = denied(Sample.without(Sample.treatment(), Lack.PURPOSE));

    assertThat(denied.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(denied.trace().policyIds()).containsExactly("purpose-not-allowed");
  }

  @Test
  void decide_refusesAPurposeThatTheTokenDoesNotAllow() {
    Caller caller = Sample.caller(Set.of("clinician"), PurposeOfUse.HOPERAT);

    assertThat(denied(Sample.by(Sample.treatment(), caller)).trace().policyIds())
        .containsExactly("purpose-not-allowed");
  }

  @Test
  void decide_refusesAnotherTenantsData() {
    assertThat(denied(Sample.without(Sample.treatment(), Lack.TENANT)).trace().policyIds())
        .containsExactly("other-tenant");
  }

  @Test
  void decide_refusesAPatientOtherThanTheOneOfTheLaunch() {
    Caller caller =
        Sample.launched(
            Sample.treatment().caller(), Optional.of("p1"), Optional.of("Practitioner/d1"));
    AccessRequest own = Sample.by(Sample.treatment(), caller);

    assertThat(policies.decide(own)).isInstanceOf(Permitted.class);
    assertThat(denied(Sample.without(own, Lack.PATIENT)).trace().policyIds())
        .containsExactly("other-patient");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "system/Observation.rs",
        "system/RiskAssessment.c",
        "system/Observation.c system/Observation.r",
        "system/RiskAssessment.c?code=1 system/Observation.rs",
        "system/RiskAssessment.r system/Observation.rs",
        "system/RiskAssessment.c system/Condition.r",
        "patient/RiskAssessment.c patient/Observation.r"
      })
  void decide_refusesScopesThatDoNotCoverResultAndInputs(String scopes) {
    AccessRequest whole = Sample.treatment();
    Caller caller = Sample.scoped(whole.caller(), scopes.split(" "));

    assertThat(denied(Sample.by(whole, caller)).reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE);
  }

  @Test
  void decide_permitsScopesThatCoverResultAndInputs() {
    AccessRequest whole = Sample.treatment();

    for (String level : List.of("system", "user")) {
      Caller caller =
          Sample.scoped(whole.caller(), level + "/RiskAssessment.c", level + "/Observation.r");
      assertThat(policies.decide(Sample.by(whole, caller))).isInstanceOf(Permitted.class);
    }
  }

  @Test
  void decide_refusesAUserScopeWithoutAUserAndAPatientScopeWithoutAPatient() {
    AccessRequest whole = Sample.treatment();
    Caller user =
        Sample.launched(
            Sample.scoped(whole.caller(), "user/*.cruds"), Optional.of("p1"), Optional.empty());
    Caller patient =
        Sample.launched(
            Sample.scoped(whole.caller(), "patient/*.cruds"),
            Optional.empty(),
            Optional.of("Practitioner/d1"));

    assertThat(denied(Sample.by(whole, user)).reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE);
    assertThat(denied(Sample.by(whole, patient)).reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE);
  }

  @Test
  void decide_refusesResearchWithoutAnExpressPermission() {
    Caller caller = Sample.caller(Set.of("researcher"), PurposeOfUse.HRESCH);

    assertThat(policies.decide(Sample.request(caller, PurposeOfUse.HRESCH, PatientConsents.none())))
        .isInstanceOf(Denied.class);
    assertThat(
            policies.decide(
                Sample.request(caller, PurposeOfUse.HRESCH, Sample.permission(PurposeOfUse.TREAT))))
        .isInstanceOf(Denied.class);
    Permit permit =
        permit(Sample.request(caller, PurposeOfUse.HRESCH, Sample.permission(PurposeOfUse.HRESCH)));
    assertThat(permit.consentId()).contains("c1");
    assertThat(permit.consentScope().outcome()).isEqualTo(Outcome.PERMIT);
  }

  @Test
  void decide_refusesWhatTheConsentDenies() {
    AccessRequest request =
        Sample.request(Sample.treatment().caller(), PurposeOfUse.TREAT, Sample.denial());

    assertThat(denied(request).trace().policyIds()).containsExactly("consent-denies");
    assertThat(denied(Sample.reasoned(request, "unconscious")).reason())
        .isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void decide_asksForTheSignInThatRoleAndPurposeNeed() {
    Policies strict =
        policies.requiring(
            List.of(
                new SignInRule(
                    Optional.of("clinician"),
                    Optional.of(PurposeOfUse.TREAT),
                    Set.of("aal2", "aal3"),
                    Set.of("mfa"))));
    AccessRequest request = Sample.treatment();

    assertThat(strict.decide(request))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> {
              assertThat(denied.reason()).isEqualTo(Reason.WEAK_SIGN_IN);
              assertThat(denied.trace().policyIds()).containsExactly("sign-in-too-weak");
            });
    assertThat(strict.decide(signedIn(request, "aal2", "pwd", "otp", "mfa")))
        .isInstanceOf(Permitted.class);
    assertThat(strict.decide(signedIn(request, "aal2", "pwd"))).isInstanceOf(Denied.class);
    assertThat(strict.decide(signedIn(request, "aal1", "mfa"))).isInstanceOf(Denied.class);
    assertThat(strict.decide(emergency(PatientConsents.none()))).isInstanceOf(Permitted.class);
  }

  @Test
  void decide_asksForAStrongerSignInOnlyWhereThatAloneIsMissing() {
    Policies strict =
        policies.requiring(
            List.of(new SignInRule(Optional.empty(), Optional.empty(), Set.of("aal2"), Set.of())));
    AccessRequest request =
        Sample.request(Sample.treatment().caller(), PurposeOfUse.TREAT, Sample.denial());

    assertThat(((Denied) strict.decide(request)).reason()).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void decide_refusesTheRestrictedPurposeAndNoOther() {
    AccessRequest request = Sample.treatment();

    assertThat(denied(Sample.restricted(request, PurposeOfUse.TREAT)).reason())
        .isEqualTo(Reason.RESTRICTED);
    assertThat(denied(Sample.restricted(request, PurposeOfUse.TREAT)).trace().policyIds())
        .containsExactly("use-restricted");
    assertThat(policies.decide(Sample.restricted(request, PurposeOfUse.HRESCH)))
        .isInstanceOf(Permitted.class);
  }

  /// GDPR 18(2) has no exception for an emergency, and whom an objection binds is not for the
  /// caller to weigh.
  @Test
  void decide_letsNoBrokenGlassGoPastARestriction() {
    AccessRequest request =
        Sample.reasoned(
            Sample.restricted(emergency(Sample.denial()), PurposeOfUse.values()), "unconscious");

    assertThat(denied(request).reason()).isEqualTo(Reason.RESTRICTED);
  }

  @Test
  void decide_tellsOfARestrictionOnlyWhomNothingElseForbids() {
    AccessRequest restricted = Sample.restricted(Sample.treatment(), PurposeOfUse.values());

    assertThat(
            denied(Sample.by(restricted, Sample.caller(Set.of("quality"), PurposeOfUse.TREAT)))
                .reason())
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(
            denied(
                    Sample.restricted(
                        Sample.request(
                            Sample.treatment().caller(), PurposeOfUse.TREAT, Sample.denial()),
                        PurposeOfUse.TREAT))
                .reason())
        .isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void decide_letsAnEmergencyClinicianWithAReasonBreakTheGlass() {
    AccessRequest request = emergency(Sample.denial());

    Permit permit = permit(Sample.reasoned(request, "unconscious, no relatives"));

    assertThat(permit.access()).isEqualTo(Access.BREAK_GLASS);
    assertThat(permit.policyIds()).containsExactly("break-glass", "infer-for-emergency");
    assertThat(permit.consentId()).contains("c1");
    assertThat(permit.consentScope().withholds("Observation/bp")).isFalse();
    assertThat(policies.decide(request)).isInstanceOf(Denied.class);
    assertThat(policies.decide(Sample.reasoned(request, " \t"))).isInstanceOf(Denied.class);
  }

  @Test
  void decide_breaksNoGlassForAnotherRoleOrPurpose() {
    Caller clinician = Sample.caller(Set.of("clinician"), PurposeOfUse.values());
    Caller emergency = Sample.caller(Set.of("emergency-clinician"), PurposeOfUse.values());

    assertThat(
            policies.decide(
                Sample.reasoned(
                    Sample.request(clinician, PurposeOfUse.ETREAT, Sample.denial()), "reason")))
        .isInstanceOf(Denied.class);
    assertThat(
            policies.decide(
                Sample.reasoned(
                    Sample.request(emergency, PurposeOfUse.TREAT, Sample.denial()), "reason")))
        .isInstanceOf(Denied.class);
  }

  @Test
  void decide_refusesASharedAccountThatIsNotTheEhrItself() {
    for (String role : List.of("clinician", "emergency-clinician", "quality", "ehr-system")) {
      Caller person = Sample.caller(Set.of(role), PurposeOfUse.values());
      PurposeOfUse purpose = role.equals("quality") ? PurposeOfUse.HOPERAT : PurposeOfUse.TREAT;
      for (Optional<String> nobody : List.of(Optional.<String>empty(), Optional.of(" "))) {
        Caller shared = Sample.launched(person, Optional.empty(), nobody);
        assertThat(policies.decide(Sample.request(person, purpose, PatientConsents.none())))
            .isInstanceOf(Permitted.class);
        assertThat(
                policies.decide(Sample.request(shared, purpose, PatientConsents.none()))
                    instanceof Permitted)
            .as(role)
            .isEqualTo(role.equals("ehr-system"));
      }
    }
  }

  @Test
  void decide_breaksNoGlassForASharedAccountNorForTheEhrItself() {
    Caller person =
        Sample.caller(Set.of("emergency-clinician", "ehr-system"), PurposeOfUse.values());
    AccessRequest request =
        Sample.reasoned(
            Sample.request(person, PurposeOfUse.ETREAT, Sample.denial()), "unconscious");

    assertThat(permit(request).access()).isEqualTo(Access.BREAK_GLASS);
    assertThat(
            policies.decide(
                Sample.by(request, Sample.launched(person, Optional.empty(), Optional.empty()))))
        .isInstanceOf(Denied.class);
  }

  @Test
  void decide_breaksNoGlassPastScopesTenantOrCompartment() {
    AccessRequest request = Sample.reasoned(emergency(Sample.denial()), "reason");
    Caller bound =
        Sample.launched(request.caller(), Optional.of("p1"), request.caller().fhirUser());

    assertThat(denied(Sample.by(request, Sample.scoped(request.caller()))).reason())
        .isEqualTo(Reason.INSUFFICIENT_SCOPE);
    assertThat(policies.decide(Sample.without(request, Lack.TENANT))).isInstanceOf(Denied.class);
    assertThat(policies.decide(Sample.without(Sample.by(request, bound), Lack.PATIENT)))
        .isInstanceOf(Denied.class);
  }

  @Test
  void decide_isNoBreakGlassWhereNothingStandsInTheWay() {
    Permit permit = permit(Sample.reasoned(emergency(PatientConsents.none()), "reason"));

    assertThat(permit.access()).isEqualTo(Access.ORDINARY);
  }

  @Test
  void decide_refusesInferenceButNotReadingWhereOnlyUseByAModelIsDenied() {
    Consent consent = new Consent();
    consent.setId("no-models");
    consent.setStatus(Consent.ConsentState.ACTIVE);
    consent.getPatient().setReference("Patient/p1");
    ProvisionComponent exception =
        consent.getProvision().setType(ConsentProvisionType.PERMIT).addProvision();
    exception
        .setType(ConsentProvisionType.DENY)
        .addAction()
        .addCoding(new Coding(PatientConsents.ACTION_SYSTEM, PatientConsents.INFER, null));
    PatientConsents consents = PatientConsents.of(List.of(consent));
    AccessRequest request =
        Sample.request(Sample.treatment().caller(), PurposeOfUse.TREAT, consents);

    assertThat(denied(request).trace().policyIds()).containsExactly("consent-denies");
    assertThat(
            policies.decideRead(
                new ReadRequest(
                    request.requestId(),
                    request.caller(),
                    request.purpose(),
                    "hospital",
                    Optional.of("p1"),
                    "RiskAssessment",
                    ReadRequest.Interaction.READ,
                    List.of(),
                    consents,
                    Set.of(),
                    Sample.NOW)))
        .isInstanceOf(ReadDecision.Permitted.class);
  }

  @Test
  void decide_ignoresRolesThatTheSchemaDoesNotKnow() {
    Caller caller =
        Sample.caller(Set.of("clinician", "toaster \"\\\u0000 \uD83D\uDE00"), PurposeOfUse.TREAT);

    assertThat(policies.decide(Sample.by(Sample.treatment(), caller)))
        .isInstanceOf(Permitted.class);
  }

  @Test
  void aPermitShowsNoPatientInItsText() {
    assertThat(permit(Sample.treatment()).toString())
        .doesNotContain("Patient", "Practitioner", "sub-1");
    assertThat(Sample.treatment().toString()).isEqualTo("AccessRequest[redacted]");
  }

  @Test
  void rules_nameEveryShippedPolicy() {
    assertThat(policies.rules())
        .hasSize(37)
        .allSatisfy(rule -> assertThat(rule.title()).isNotBlank())
        .extracting(PolicyRule::id)
        .contains("infer-for-research", "break-glass", "consent-denies");
  }

  private static AccessRequest signedIn(AccessRequest from, String acr, String... amr) {
    return Sample.by(
        from,
        Sample.signedIn(
            from.caller(), new SignIn(Optional.of(acr), List.of(amr), Optional.empty())));
  }

  private static AccessRequest emergency(PatientConsents consents) {
    Caller caller = Sample.caller(Set.of("emergency-clinician"), PurposeOfUse.ETREAT);
    return Sample.request(caller, PurposeOfUse.ETREAT, consents);
  }

  private static Permit permit(AccessRequest request) {
    return switch (policies.decide(request)) {
      case Permitted(Permit permit) -> permit;
      case Denied denied -> throw new AssertionError("denied: " + denied);
    };
  }

  private static Denied denied(AccessRequest request) {
    return switch (policies.decide(request)) {
      case Permitted permitted -> throw new AssertionError("permitted: " + permitted);
      case Denied denied -> denied;
    };
  }
}
