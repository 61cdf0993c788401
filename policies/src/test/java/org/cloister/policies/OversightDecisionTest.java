package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.Decision.Reason;
import org.cloister.policies.OversightDecision.Denied;
import org.cloister.policies.OversightDecision.Permitted;
import org.cloister.policies.consent.PatientConsents;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OversightDecisionTest {
  private static final Caller OFFICER =
      Sample.caller(Set.of("compliance-officer"), PurposeOfUse.values());

  /// All that is permitted, written out: what is not in here is refused.
  private static final Map<OversightAction, Set<PurposeOfUse>> PERMITTED =
      Map.of(
          OversightAction.SEARCH_AUDIT,
          Set.of(PurposeOfUse.HCOMPL, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
          OversightAction.MAKE_REPORT,
          Set.of(PurposeOfUse.HCOMPL, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
          OversightAction.ERASE,
          Set.of(PurposeOfUse.HCOMPL, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
          OversightAction.HOLD,
          Set.of(PurposeOfUse.HCOMPL, PurposeOfUse.HLEGAL),
          OversightAction.RESTRICT,
          Set.of(PurposeOfUse.HCOMPL, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
          OversightAction.REVIEW,
          Set.of(PurposeOfUse.HCOMPL),
          OversightAction.ROTATE_KEYS,
          Set.of(PurposeOfUse.HCOMPL));

  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @Test
  void decideOversight_letsTheEhrAloneTellRelations() {
    for (String role :
        List.of("ehr-system", "emergency-clinician", "clinician", "quality", "researcher")) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        Caller caller = Sample.caller(Set.of(role), PurposeOfUse.values());
        boolean care = purpose == PurposeOfUse.TREAT || purpose == PurposeOfUse.HOPERAT;
        assertThat(isPermitted(caller, OversightAction.KEEP_RELATIONS, Optional.of(purpose)))
            .as("%s for %s", role, purpose)
            .isEqualTo(role.equals("ehr-system") && care);
      }
    }
  }

  @Test
  void decideOversight_letsNamedCliniciansAloneDecideAboutResults() {
    for (String role :
        List.of("clinician", "emergency-clinician", "ehr-system", "quality", "researcher")) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        Caller person = Sample.caller(Set.of(role), PurposeOfUse.values());
        Caller shared = Sample.launched(person, Optional.empty(), Optional.empty());
        boolean care = purpose == PurposeOfUse.TREAT || purpose == PurposeOfUse.ETREAT;
        assertThat(isPermitted(person, OversightAction.DECIDE, Optional.of(purpose)))
            .as("%s for %s", role, purpose)
            .isEqualTo(role.endsWith("clinician") && care);
        assertThat(isPermitted(shared, OversightAction.DECIDE, Optional.of(purpose))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void decideOversight_permitsAnOfficerForTheListedPurposesAndNoOthers(OversightAction action) {
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      assertThat(isPermitted(OFFICER, action, Optional.of(purpose)))
          .as("%s for %s", action, purpose)
          .isEqualTo(PERMITTED.getOrDefault(action, Set.of()).contains(purpose));
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"KEEP_RELATIONS", "DECIDE", "REIDENTIFY", "APPROVE_REIDENTIFICATION"})
  void decideOversight_refusesEveryOtherRoleWhateverElseItsTokenHolds(OversightAction action) {
    for (Set<String> roles :
        List.of(
            Set.of("clinician"),
            Set.of("emergency-clinician"),
            Set.of("clinician", "emergency-clinician", "ehr-system", "quality", "researcher"),
            Set.of("no-such-role"),
            Set.<String>of())) {
      for (PurposeOfUse purpose : PurposeOfUse.values()) {
        Caller caller = Sample.caller(roles, PurposeOfUse.values());
        assertThat(isPermitted(caller, action, Optional.of(purpose)))
            .as("%s by %s for %s", action, roles, purpose)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"KEEP_RELATIONS", "DECIDE", "REIDENTIFY", "APPROVE_REIDENTIFICATION"})
  void decideOversight_refusesAnOfficerWhoseTokenLacksAnything(OversightAction action) {
    Optional<PurposeOfUse> purpose = Optional.of(PurposeOfUse.HCOMPL);
    List<Caller> lacking = new ArrayList<>();
    for (Sample.Claim claim : Sample.Claim.values()) {
      lacking.add(Sample.without(OFFICER, claim));
    }
    // A shared account: the token names an application and nobody behind it.
    lacking.add(Sample.launched(OFFICER, Optional.empty(), Optional.empty()));
    lacking.add(Sample.launched(OFFICER, Optional.empty(), Optional.of(" ")));
    // Bound to another patient, or one may not assert this purpose.
    lacking.add(Sample.launched(OFFICER, Optional.of("p2"), OFFICER.fhirUser()));
    lacking.add(Sample.caller(Set.of("compliance-officer"), PurposeOfUse.HOPERAT));

    assertThat(isPermitted(OFFICER, action, purpose)).isTrue();
    assertThat(lacking)
        .allSatisfy(caller -> assertThat(isPermitted(caller, action, purpose)).isFalse());
    assertThat(isPermitted(OFFICER, action, Optional.empty())).isFalse();
  }

  @Test
  void decideOversight_needsTheScopeOfTheAct() {
    Map<OversightAction, String> scopes =
        Map.of(
            OversightAction.SEARCH_AUDIT, "system/AuditEvent.s",
            OversightAction.MAKE_REPORT, "system/AuditEvent.s",
            OversightAction.ERASE, "system/Patient.d",
            OversightAction.HOLD, "system/Patient.u",
            OversightAction.RESTRICT, "system/Flag.u",
            OversightAction.REVIEW, "system/Task.u",
            OversightAction.ROTATE_KEYS, "system/Device.u");
    Optional<PurposeOfUse> purpose = Optional.of(PurposeOfUse.HCOMPL);
    for (OversightAction action : scopes.keySet()) {
      scopes.forEach((other, scope) ->
          assertThat(isPermitted(Sample.scoped(OFFICER, scope), action, purpose))
              .as("%s with %s", action, scope)
              .isEqualTo(scope.equals(scopes.get(action))));
      assertThat(
              policies.decideOversight(
                  request(Sample.scoped(OFFICER, "system/AuditEvent.r"), action, purpose)))
          .isInstanceOfSatisfying(
              Denied.class,
              denied -> assertThat(denied.reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE));
    }
  }

  @Test
  void decideOversight_namesActPurposeAndPolicyInTheGrant() {
    OversightRequest request =
        request(OFFICER, OversightAction.MAKE_REPORT, Optional.of(PurposeOfUse.PATRQT));

    OversightGrant grant = ((Permitted) policies.decideOversight(request)).grant();

    assertThat(grant.requestId()).isEqualTo(request.requestId());
    assertThat(grant.action()).isEqualTo(OversightAction.MAKE_REPORT);
    assertThat(grant.purpose()).isEqualTo(PurposeOfUse.PATRQT);
    assertThat(grant.trace().policyIds()).containsExactly("oversee-report");
    assertThat(grant.trace().policySet()).isEqualTo(policies.policySet());
  }

  @Test
  void officersMayNotInferNorReadResults() {
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      assertThat(policies.decide(Sample.request(OFFICER, purpose, PatientConsents.none())))
          .isInstanceOf(Decision.Denied.class);
    }
  }

  private static boolean isPermitted(
      Caller caller, OversightAction action, Optional<PurposeOfUse> purpose) {
    return policies.decideOversight(request(caller, action, purpose)) instanceof Permitted;
  }

  private static OversightRequest request(
      Caller caller, OversightAction action, Optional<PurposeOfUse> purpose) {
    return new OversightRequest(
        RequestId.random(), caller, action, purpose, "hospital", Optional.of("p1"));
  }
}
