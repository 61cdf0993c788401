package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.cloister.policies.ConsentWrite.Interaction;
import org.cloister.policies.Decision.Reason;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ConsentWriteTest {
  private static final Caller EHR =
      Sample.caller(Set.of("ehr-system"), PurposeOfUse.TREAT, PurposeOfUse.HOPERAT);

  @SuppressWarnings("NullAway.Init") // before all tests
  private static Policies policies;

  @BeforeAll
  static void load() throws PolicyException {
    policies = Policies.shipped();
  }

  @Test
  void theEhr_mayPutAConsentOnFile() {
    ConsentWrite write = write(EHR, PurposeOfUse.TREAT, Interaction.UPDATE);
    assertThat(policies.decideConsentWrite(write))
        .isInstanceOfSatisfying(
            ConsentWrite.Decision.Permitted.class,
            permitted -> {
              assertThat(permitted.permit().patientId()).isEqualTo("p1");
              assertThat(permitted.permit().requestId()).isEqualTo(write.requestId());
              assertThat(permitted.permit().trace().policyIds()).containsExactly("keep-consent");
            });
  }

  @Test
  void createAndUpdate_needTheirOwnScope() {
    Caller creator = Sample.scoped(EHR, "system/Consent.c");
    Caller updater = Sample.scoped(EHR, "system/Consent.u");
    assertPermitted(write(creator, PurposeOfUse.TREAT, Interaction.CREATE));
    assertPermitted(write(updater, PurposeOfUse.TREAT, Interaction.UPDATE));
    assertDenied(write(creator, PurposeOfUse.TREAT, Interaction.UPDATE), Reason.INSUFFICIENT_SCOPE);
    assertDenied(write(updater, PurposeOfUse.TREAT, Interaction.CREATE), Reason.INSUFFICIENT_SCOPE);
    assertDenied(
        write(
            Sample.scoped(EHR, "system/*.rs", "system/RiskAssessment.c"),
            PurposeOfUse.TREAT,
            Interaction.CREATE),
        Reason.INSUFFICIENT_SCOPE);
  }

  @Test
  void nobodyElse_mayAndForNoOtherPurpose() {
    for (String role : Set.of("clinician", "emergency-clinician", "researcher", "quality")) {
      assertDenied(
          write(
              Sample.caller(Set.of(role), PurposeOfUse.TREAT),
              PurposeOfUse.TREAT,
              Interaction.UPDATE),
          Reason.FORBIDDEN);
    }
    assertDenied(
        write(
            Sample.caller(Set.of("ehr-system"), PurposeOfUse.HRESCH),
            PurposeOfUse.HRESCH,
            Interaction.UPDATE),
        Reason.FORBIDDEN);
    assertDenied(write(EHR, PurposeOfUse.ETREAT, Interaction.UPDATE), Reason.FORBIDDEN);
  }

  @Test
  void aTokenOfAnotherPatientOrTenant_mayNot() {
    Caller launched = Sample.launched(EHR, Optional.of("p2"), Optional.of("Practitioner/d1"));
    assertDenied(write(launched, PurposeOfUse.TREAT, Interaction.UPDATE), Reason.FORBIDDEN);
    Caller stranger = Sample.without(EHR, Sample.Claim.TENANT);
    assertDenied(write(stranger, PurposeOfUse.TREAT, Interaction.UPDATE), Reason.FORBIDDEN);
  }

  private static void assertPermitted(ConsentWrite write) {
    assertThat(policies.decideConsentWrite(write))
        .isInstanceOf(ConsentWrite.Decision.Permitted.class);
  }

  private static void assertDenied(ConsentWrite write, Reason reason) {
    assertThat(policies.decideConsentWrite(write))
        .isInstanceOfSatisfying(
            ConsentWrite.Decision.Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo(reason));
  }

  private static ConsentWrite write(Caller caller, PurposeOfUse purpose, Interaction interaction) {
    return new ConsentWrite(
        RequestId.random(), caller, Optional.of(purpose), "hospital", "p1", interaction);
  }
}
