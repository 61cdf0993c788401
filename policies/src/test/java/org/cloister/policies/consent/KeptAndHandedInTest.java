package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.junit.jupiter.api.Test;

/// Consents that are kept here, beside those that a caller hands in: nothing that a caller adds or
/// leaves out may undo a denial that is kept.
final class KeptAndHandedInTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void aKeptDenialStands_whateverIsHandedIn() {
    PatientConsents kept = PatientConsents.of(List.of(deny("kept", "2020-01-01")));
    assertThat(outcome(kept.together(PatientConsents.none()))).isEqualTo(Outcome.DENY);
    // Of one place the newest of a scope would stand.
    PatientConsents newer = PatientConsents.of(List.of(permit("other", "2026-01-01")));
    assertThat(outcome(kept.together(newer))).isEqualTo(Outcome.DENY);
    // A copy of the kept one that says otherwise.
    PatientConsents forged = PatientConsents.of(List.of(permit("kept", "2026-01-01")));
    assertThat(outcome(kept.together(forged))).isEqualTo(Outcome.DENY);
  }

  @Test
  void aDenialThatIsHandedIn_countsBesideAKeptPermission() {
    PatientConsents kept = PatientConsents.of(List.of(permit("kept", "2026-01-01")));
    PatientConsents denial = PatientConsents.of(List.of(deny("other", "2020-01-01")));
    assertThat(outcome(kept.together(denial))).isEqualTo(Outcome.DENY);
  }

  @Test
  void aPermissionWithdrawnHere_doesNotComeBackWithACallersCopy() {
    Consent withdrawn = permit("research", "2026-01-01").setStatus(ConsentState.INACTIVE);
    PatientConsents copy = PatientConsents.of(List.of(permit("research", "2026-01-01")));
    assertThat(outcome(copy)).isEqualTo(Outcome.PERMIT);
    assertThat(outcome(PatientConsents.of(List.of(withdrawn)).together(copy)))
        .isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void aKeptPermission_isEnough() {
    PatientConsents kept = PatientConsents.of(List.of(permit("kept", "2026-01-01")));
    assertThat(outcome(kept.together(PatientConsents.none()))).isEqualTo(Outcome.PERMIT);
    assertThat(outcome(PatientConsents.none().together(kept))).isEqualTo(Outcome.PERMIT);
  }

  @Test
  void amongThoseThatAreKept_theNewestOfAScopeStands() {
    PatientConsents kept =
        PatientConsents.of(List.of(deny("one", "2020-01-01"), permit("two", "2026-01-01")));
    assertThat(outcome(kept.together(PatientConsents.none()))).isEqualTo(Outcome.PERMIT);
  }

  private static Outcome outcome(PatientConsents consents) {
    return consents
        .evaluate(
            new ConsentQuestion(
                "p1",
                Use.INFER,
                new Code(ConsentQuestion.ACT_REASON, "HRESCH"),
                Set.of(),
                NOW,
                List.of()))
        .outcome();
  }

  private static Consent deny(String id, String dated) {
    return consent(id, dated, ConsentProvisionType.DENY);
  }

  private static Consent permit(String id, String dated) {
    return consent(id, dated, ConsentProvisionType.PERMIT);
  }

  private static Consent consent(String id, String dated, ConsentProvisionType type) {
    Consent consent = new Consent();
    consent.setId(id);
    consent.setStatus(ConsentState.ACTIVE);
    consent.getScope().addCoding().setCode("research");
    consent.setDateTimeElement(new DateTimeType(dated));
    consent.getPatient().setReference("Patient/p1");
    consent
        .getProvision()
        .setType(type)
        .addPurpose(new Coding(ConsentQuestion.ACT_REASON, "HRESCH", null));
    return consent;
  }
}
