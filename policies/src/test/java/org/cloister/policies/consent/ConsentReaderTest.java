package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.policies.consent.WrittenConsents.consent;
import static org.cloister.policies.consent.WrittenConsents.outcome;

import java.util.List;
import java.util.stream.Stream;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.junit.jupiter.api.Test;

/// Whatever cannot be read, or not be placed, denies.
final class ConsentReaderTest {
  @Test
  void whatIsNotUnderstoodDenies() {
    Stream.of(
            "'type':'permit','code':[{'text':'x'}]",
            "'type':'permit','modifierExtension':[{'url':'urn:x','valueBoolean':true}]",
            "'type':'permit','extension':[{'url':'urn:x','valueBoolean':true}]",
            "'type':'permit','class':[{'system':'urn:x','code':'y'}]",
            "'type':'permit','purpose':[{'code':'TREAT'}]",
            "'type':'permit','securityLabel':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'X'}]",
            "'type':'permit','data':[{'meaning':'authoredby','reference':{'reference':'Practitioner/d1'}}]",
            "'type':'permit','provision':[{'type':'deny','code':[{'text':'x'}]}]",
            "'type':'permit','provision':[{'type':'deny','data':[{'meaning':'related','reference':{'reference':'Encounter/1'}}]}]",
            "'type':'permit','provision':[{'purpose':[]}]",
            "'type':'permit','actor':[{'role':{'text':'x'},'reference':{'display':'Dr X'}}]",
            "'type':'permit','period':{'start':'2027-01-01','end':'2020-01-01'}",
            "'purpose':[]")
        .forEach(provision ->
            assertThat(outcome("TREAT", consent("c", "2022", provision)))
                .as(provision)
                .isEqualTo(Outcome.DENY));
  }

  @Test
  void aConsentThatWeCannotReadOrPlaceDenies() {
    Consent modified = consent("c", "2022", "'type':'permit'");
    modified.addModifierExtension().setUrl("urn:x");
    Consent ruled = consent("c", "2022", "'type':'permit'");
    ruled.setImplicitRules("urn:x");
    Consent scanned = consent("c", "2022", "'type':'permit'");
    scanned.setProvision(null);
    Consent nobody = consent("c", "2022", "'type':'permit'");
    nobody.setPatient(null);
    Consent somebodyElse = consent("c", "2022", "'type':'permit'");
    somebodyElse.getPatient().setReference("Patient/p2");

    for (Consent consent : List.of(modified, ruled, scanned, nobody, somebodyElse)) {
      assertThat(outcome("TREAT", consent)).isEqualTo(Outcome.DENY);
    }
  }
}
