package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.policies.consent.WrittenConsents.NEW;
import static org.cloister.policies.consent.WrittenConsents.OLD;
import static org.cloister.policies.consent.WrittenConsents.TREAT;
import static org.cloister.policies.consent.WrittenConsents.actor;
import static org.cloister.policies.consent.WrittenConsents.ask;
import static org.cloister.policies.consent.WrittenConsents.consent;
import static org.cloister.policies.consent.WrittenConsents.outcome;
import static org.cloister.policies.consent.WrittenConsents.purpose;
import static org.cloister.policies.consent.WrittenConsents.question;

import java.util.List;
import java.util.Set;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.Test;

/// Exceptions, and exceptions of those.
final class ProvisionTest {
  @Test
  void exceptionsTurnTheirParentAround() {
    String old = "'data':[{'meaning':'instance','reference':{'reference':'Observation/old'}}]";
    Consent except =
        consent("c", "2022", "'type':'permit','provision':[{'type':'deny'," + old + "}]");
    Consent only =
        consent("c", "2022", "'type':'deny','provision':[{'type':'permit'," + old + "}]");

    ConsentScope allButOne =
        PatientConsents.of(List.of(except)).evaluate(ask("TREAT", Use.INFER, OLD, NEW));
    assertThat(allButOne.outcome()).isEqualTo(Outcome.PERMIT);
    assertThat(allButOne.withheld()).containsExactly("Observation/old");
    ConsentScope onlyOne =
        PatientConsents.of(List.of(only)).evaluate(ask("TREAT", Use.INFER, OLD, NEW));
    assertThat(onlyOne.outcome()).isEqualTo(Outcome.PERMIT);
    assertThat(onlyOne.withheld()).containsExactly("Observation/new");
  }

  @Test
  void exceptionsOfExceptionsTurnAroundAgain() {
    Consent consent =
        consent(
            "c",
            "2022",
            "'type':'permit','provision':[{'type':'deny',"
                + TREAT
                + ",'provision':[{'type':'permit',"
                + actor("Practitioner/d1")
                + "}]}]");

    assertThat(outcome(question("TREAT", Set.of("Practitioner/d1")), consent))
        .isEqualTo(Outcome.PERMIT);
    assertThat(outcome(question("TREAT", Set.of("Practitioner/d2")), consent))
        .isEqualTo(Outcome.DENY);
  }

  @Test
  void aDenyingExceptionCountsWhereItsParentIsSilent() {
    Consent consent =
        consent(
            "c",
            "2022",
            "'type':'permit',"
                + TREAT
                + ",'provision':[{'type':'deny',"
                + purpose("HOPERAT")
                + "}]");

    assertThat(outcome("HOPERAT", consent)).isEqualTo(Outcome.DENY);
    assertThat(outcome("TREAT", consent)).isEqualTo(Outcome.PERMIT);
  }
}
