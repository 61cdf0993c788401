package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.policies.consent.WrittenConsents.HRESCH;
import static org.cloister.policies.consent.WrittenConsents.TREAT;
import static org.cloister.policies.consent.WrittenConsents.actor;
import static org.cloister.policies.consent.WrittenConsents.consent;
import static org.cloister.policies.consent.WrittenConsents.outcome;
import static org.cloister.policies.consent.WrittenConsents.purpose;
import static org.cloister.policies.consent.WrittenConsents.question;
import static org.cloister.policies.consent.WrittenConsents.read;

import java.util.Set;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.Test;

/// What a provision says of the call: for which purpose, by whom, and what is done.
final class CallConditionTest {
  @Test
  void aPermissionSaysNothingAboutOtherPurposes() {
    Consent research = consent("c", "2022-01-01", "'type':'permit'," + HRESCH);

    assertThat(outcome("HRESCH", research)).isEqualTo(Outcome.PERMIT);
    assertThat(outcome("TREAT", research)).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void aPurposeIncludesTheNarrowerOnes() {
    assertThat(outcome("ETREAT", consent("c", "2022", "'type':'deny'," + TREAT)))
        .isEqualTo(Outcome.DENY);
    assertThat(outcome("ETREAT", consent("c", "2022", "'type':'permit'," + TREAT)))
        .isEqualTo(Outcome.PERMIT);
    assertThat(outcome("TREAT", consent("c", "2022", "'type':'deny'," + purpose("ETREAT"))))
        .as("treatment that is not an emergency")
        .isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(outcome("HOPERAT", consent("c", "2022", "'type':'deny'," + purpose("HQUALIMP"))))
        .as("operations may be quality work")
        .isEqualTo(Outcome.DENY);
    assertThat(outcome("HRESCH", consent("c", "2022", "'type':'permit'," + purpose("CLINTRCH"))))
        .as("research may be other than this")
        .isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void aPurposeOfAnotherSystemDeniesAndDoesNotPermit() {
    String foreign = "'purpose':[{'system':'http://hl7.org/fhir/v3/ActReason','code':'TREAT'}]";

    assertThat(outcome("TREAT", consent("c", "2022", "'type':'deny'," + foreign)))
        .isEqualTo(Outcome.DENY);
    assertThat(outcome("TREAT", consent("c", "2022", "'type':'permit'," + foreign)))
        .isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void aPermissionForNamedActorsIsForNobodyElse() {
    Consent consent =
        consent("c", "2022", "'type':'permit'," + TREAT + "," + actor("Practitioner/d1"));

    assertThat(outcome(question("TREAT", Set.of("Practitioner/d1")), consent))
        .isEqualTo(Outcome.PERMIT);
    assertThat(
            outcome(question("TREAT", Set.of("https://ehr.example/fhir/Practitioner/d1")), consent))
        .isEqualTo(Outcome.PERMIT);
    assertThat(outcome(question("TREAT", Set.of("Practitioner/d2")), consent))
        .isEqualTo(Outcome.DENY);
    assertThat(outcome(question("TREAT", Set.of()), consent)).isEqualTo(Outcome.DENY);
  }

  @Test
  void aDenialForNamedActorsReachesWhoeverMayBeOne() {
    Consent person = consent("c", "2022", "'type':'deny'," + actor("Practitioner/d1"));
    Consent group = consent("c", "2022", "'type':'deny'," + actor("Group/g1"));

    assertThat(outcome(question("TREAT", Set.of("Practitioner/d1")), person))
        .isEqualTo(Outcome.DENY);
    assertThat(outcome(question("TREAT", Set.of("Practitioner/d2")), person))
        .isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(outcome(question("TREAT", Set.of()), person))
        .as("a token without a person")
        .isEqualTo(Outcome.DENY);
    assertThat(outcome(question("TREAT", Set.of("Practitioner/d2")), group))
        .as("membership is not known")
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void aDenialOfUseByModelsLeavesReadingAlone() {
    String infer =
        "'action':[{'coding':[{'system':'https://cloister.health/fhir/CodeSystem/consent-action','code':'infer'}]}]";
    Consent root = consent("c", "2022", "'type':'deny'," + infer);
    Consent exception =
        consent("c", "2022", "'type':'permit','provision':[{'type':'deny'," + infer + "}]");

    assertThat(outcome("TREAT", root)).isEqualTo(Outcome.DENY);
    assertThat(read(root)).isEqualTo(Outcome.NONE_ON_FILE);
    assertThat(outcome("TREAT", exception)).isEqualTo(Outcome.DENY);
    assertThat(read(exception)).isEqualTo(Outcome.PERMIT);
  }

  @Test
  void anUnknownActionDeniesAndDoesNotPermit() {
    String unknown = "'action':[{'text':'something else'}]";

    assertThat(outcome("TREAT", consent("c", "2022", "'type':'deny'," + unknown)))
        .isEqualTo(Outcome.DENY);
    assertThat(outcome("TREAT", consent("c", "2022", "'type':'permit'," + unknown)))
        .isEqualTo(Outcome.DENY);
  }
}
