package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.OversightDecision.Denied;
import org.cloister.policies.OversightDecision.Permitted;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever releases, whoever asks and whoever approves are three.
class ReidentificationDecisionTest {
  private static final String REQUESTER = "reidentification-requester";
  private static final String TRUSTEE = "data-trustee";
  private static final OversightAction ASK = OversightAction.REIDENTIFY;
  private static final OversightAction APPROVE = OversightAction.APPROVE_REIDENTIFICATION;

  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @Test
  void reidentify_isForRequestersAndTheListedPurposes() {
    assertThat(purposes(ASK, REQUESTER))
        .containsExactlyInAnyOrder(PurposeOfUse.TREAT, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL);
    assertThat(purposes(APPROVE, REQUESTER)).isEmpty();
  }

  @Test
  void approveReidentification_isForTrusteesAsComplianceWork() {
    assertThat(purposes(APPROVE, TRUSTEE)).containsExactly(PurposeOfUse.HCOMPL);
    assertThat(purposes(ASK, TRUSTEE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data-steward",
        "compliance-officer",
        "researcher",
        "clinician",
        "emergency-clinician",
        "ehr-system",
        "quality"
      })
  void neither_isForAnybodyElse(String role) {
    assertThat(purposes(ASK, role)).isEmpty();
    assertThat(purposes(APPROVE, role)).isEmpty();
  }

  @Test
  void nobodyHoldsTwoOfTheThreeDuties() {
    assertThat(purposes(ASK, REQUESTER, "data-steward")).isEmpty();
    assertThat(purposes(ASK, REQUESTER, TRUSTEE)).isEmpty();
    assertThat(purposes(APPROVE, TRUSTEE, "data-steward")).isEmpty();
    assertThat(purposes(APPROVE, TRUSTEE, REQUESTER)).isEmpty();
    assertThat(purposes(ASK, REQUESTER, "clinician")).isNotEmpty();
  }

  @Test
  void bothNeedAPersonAndEveryClaimAndTheirOwnScope() {
    for (OversightAction action : List.of(ASK, APPROVE)) {
      PurposeOfUse purpose = action == ASK ? PurposeOfUse.TREAT : PurposeOfUse.HCOMPL;
      Caller full =
          Sample.caller(Set.of(action == ASK ? REQUESTER : TRUSTEE), PurposeOfUse.values());
      assertThat(isPermitted(full, action, purpose)).isTrue();
      for (Sample.Claim claim : Sample.Claim.values()) {
        assertThat(isPermitted(Sample.without(full, claim), action, purpose)).isFalse();
      }
      Caller shared = Sample.launched(full, Optional.empty(), Optional.empty());
      assertThat(isPermitted(shared, action, purpose)).isFalse();
      String right = action == ASK ? "system/Person.r" : "system/Person.u";
      String wrong = action == ASK ? "system/Person.u" : "system/Person.r";
      assertThat(isPermitted(Sample.scoped(full, right), action, purpose)).isTrue();
      assertThat(policies.decideOversight(request(Sample.scoped(full, wrong), action, purpose)))
          .isInstanceOfSatisfying(
              Denied.class,
              denied -> assertThat(denied.reason()).isEqualTo(Decision.Reason.INSUFFICIENT_SCOPE));
    }
  }

  private static Set<PurposeOfUse> purposes(OversightAction action, String... roles) {
    Caller caller = Sample.caller(Set.of(roles), PurposeOfUse.values());
    Set<PurposeOfUse> permitted = EnumSet.noneOf(PurposeOfUse.class);
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      if (isPermitted(caller, action, purpose)) {
        permitted.add(purpose);
      }
    }
    return permitted;
  }

  private static boolean isPermitted(Caller caller, OversightAction action, PurposeOfUse purpose) {
    return policies.decideOversight(request(caller, action, purpose)) instanceof Permitted;
  }

  private static OversightRequest request(
      Caller caller, OversightAction action, PurposeOfUse purpose) {
    return new OversightRequest(
        RequestId.random(), caller, action, Optional.of(purpose), "hospital", Optional.empty());
  }
}
