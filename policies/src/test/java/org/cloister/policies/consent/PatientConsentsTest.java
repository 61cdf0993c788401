package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.policies.consent.WrittenConsents.HRESCH;
import static org.cloister.policies.consent.WrittenConsents.OLD;
import static org.cloister.policies.consent.WrittenConsents.TREAT;
import static org.cloister.policies.consent.WrittenConsents.ask;
import static org.cloister.policies.consent.WrittenConsents.confidentiality;
import static org.cloister.policies.consent.WrittenConsents.consent;
import static org.cloister.policies.consent.WrittenConsents.outcome;

import java.util.List;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which Consents count, and which of several stands.
final class PatientConsentsTest {
  @Test
  void noConsent_isNoneOnFile() {
    ConsentScope scope = PatientConsents.none().evaluate(ask("TREAT", Use.INFER, OLD));

    assertThat(scope.outcome()).isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(scope.consentId()).isEmpty();
    assertThat(scope.withheld()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"draft", "proposed", "rejected", "inactive", "entered-in-error"})
  void onlyActiveConsentsCount(String status) {
    Consent consent = consent("c", "2022-01-01", "'type':'deny'");
    consent.setStatus(Consent.ConsentState.fromCode(status));

    assertThat(outcome("TREAT", consent)).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void theNewestOfOneScopeStands() {
    Consent older = consent("older", "2022-01-01", "'type':'deny'," + TREAT);
    Consent newer = consent("newer", "2023-01-01", "'type':'permit'," + TREAT);

    for (List<Consent> order : List.of(List.of(older, newer), List.of(newer, older))) {
      ConsentScope scope = PatientConsents.of(order).evaluate(ask("TREAT", Use.INFER, OLD));
      assertThat(scope.outcome()).isEqualTo(Outcome.PERMIT);
      assertThat(scope.consentId()).contains("newer");
    }
  }

  @Test
  void aNewerConsentAboutAnotherPurposeDoesNotReplaceADenial() {
    Consent denial = consent("denial", "2022-01-01", "'type':'deny'," + TREAT);
    Consent research = consent("research", "2023-01-01", "'type':'permit'," + HRESCH);

    assertThat(outcome("TREAT", denial, research)).isEqualTo(Outcome.DENY);
    assertThat(outcome("HRESCH", denial, research)).isEqualTo(Outcome.PERMIT);
  }

  @Test
  void aDenialWinsWhereNoOrderIsCertain() {
    Consent permit = consent("permit", "2022-06-13", "'type':'permit'," + TREAT);
    Consent sameDay = consent("deny", "2022-06-13", "'type':'deny'," + TREAT);
    Consent sameYear = consent("deny", "2022", "'type':'deny'," + TREAT);
    Consent undated = consent("deny", "2022", "'type':'deny'," + TREAT);
    undated.setDateTimeElement(null);
    Consent otherScope = consent("deny", "2021-01-01", "'type':'deny'," + TREAT);
    otherScope.getScope().getCodingFirstRep().setCode("treatment");

    for (Consent denial : List.of(sameDay, sameYear, undated, otherScope)) {
      assertThat(outcome("TREAT", permit, denial)).isEqualTo(Outcome.DENY);
    }
  }

  @Test
  void aConsentDatedInTheFutureReplacesNothing() {
    Consent denial = consent("denial", "2022-01-01", "'type':'deny'," + TREAT);
    Consent future = consent("future", "2027-01-01", "'type':'permit'," + TREAT);

    assertThat(outcome("TREAT", denial, future)).isEqualTo(Outcome.DENY);
  }

  @Test
  void aConsentOutsideOfItsPeriodIsNotOnFile() {
    assertThat(
            outcome("TREAT", consent("c", "2022", "'type':'deny','period':{'end':'2026-11-23'}")))
        .isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(
            outcome("TREAT", consent("c", "2022", "'type':'deny','period':{'start':'2026-11-25'}")))
        .isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(
            outcome("TREAT", consent("c", "2022", "'type':'deny','period':{'end':'2026-11-24'}")))
        .as("the day of the end is included")
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void aTreatmentConsentIsNoPermissionForData() {
    Consent surgery = consent("c", "2022", "'type':'permit'," + HRESCH);
    surgery.getScope().getCodingFirstRep().setCode("treatment");
    Consent form = consent("c", "2022", "'type':'permit'");
    form.getScope().getCodingFirstRep().setCode("adr");
    form.setProvision(null);

    assertThat(outcome("HRESCH", surgery)).isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(outcome("TREAT", form)).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void withoutAnyKnownDataOnlyUnconditionalPermissionsHold() {
    assertThat(
            PatientConsents.of(List.of(consent("c", "2022", "'type':'permit'")))
                .evaluate(ask("TREAT", Use.READ))
                .outcome())
        .isEqualTo(Outcome.PERMIT);
    assertThat(
            PatientConsents.of(
                    List.of(consent("c", "2022", "'type':'permit'," + confidentiality("N"))))
                .evaluate(ask("TREAT", Use.READ))
                .outcome())
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void laterChangesToTheConsentsChangeNothing() {
    Consent consent = consent("c", "2022", "'type':'deny'");
    PatientConsents consents = PatientConsents.of(List.of(consent));
    consent.getProvision().setType(Consent.ConsentProvisionType.PERMIT);

    assertThat(consents.evaluate(ask("TREAT", Use.INFER, OLD)).outcome()).isEqualTo(Outcome.DENY);
  }

  @Test
  void noTextShowsAnythingOfThePatient() {
    Consent consent = consent("secret-id", "2022", "'type':'deny'");

    assertThat(PatientConsents.of(List.of(consent)).toString())
        .isEqualTo("PatientConsents[redacted]");
    assertThat(OLD.toString()).isEqualTo("ConsentedResource[redacted]");
    assertThat(ask("TREAT", Use.READ, OLD).toString()).isEqualTo("ConsentQuestion[redacted]");
    assertThat(OLD.clinicalTime().orElseThrow().toString()).isEqualTo("Span[redacted]");
  }
}
