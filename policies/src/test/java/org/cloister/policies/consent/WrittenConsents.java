package org.cloister.policies.consent;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;

/// Consents as in a file, the provision of each test in short hand, and what is asked of them.
final class WrittenConsents {
  static final ConsentedResource OLD = observation("old", "2016-03-28T00:00:00Z", "N");
  static final ConsentedResource NEW = observation("new", "2022-06-13T00:00:00Z", "R");
  static final String TREAT = purpose("TREAT");
  static final String HRESCH = purpose("HRESCH");

  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private WrittenConsents() {}

  static Consent consent(String id, String dateTime, String provision) {
    String json =
        "{'resourceType':'Consent','id':'%s','status':'active','scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},'patient':{'reference':'Patient/p1'},'dateTime':'%s','provision':{%s}}"
            .formatted(id, dateTime, provision);
    return FHIR.newJsonParser().parseResource(Consent.class, json.replace('\'', '"'));
  }

  static String purpose(String code) {
    return "'purpose':[{'system':'%s','code':'%s'}]".formatted(ConsentQuestion.ACT_REASON, code);
  }

  static String actor(String reference) {
    return "'actor':[{'role':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},'reference':{'reference':'%s'}}]"
        .formatted(reference);
  }

  static String confidentiality(String code) {
    return "'securityLabel':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'%s'}]"
        .formatted(code);
  }

  private static ConsentedResource observation(String id, String at, String confidentiality) {
    Instant instant = Instant.parse(at);
    return new ConsentedResource(
        "Observation/" + id,
        "Observation",
        Set.of(),
        Set.of(new Code(DataCondition.CONFIDENTIALITY, confidentiality)),
        Optional.of(new Span(instant, instant.plusSeconds(1))));
  }

  static ConsentQuestion ask(String purpose, Use use, ConsentedResource... resources) {
    return new ConsentQuestion(
        "p1",
        use,
        new Code(ConsentQuestion.ACT_REASON, purpose),
        Set.of("Practitioner/d1", "Organization/hospital"),
        NOW,
        List.of(resources));
  }

  static ConsentQuestion question(String purpose, Set<String> actors) {
    return new ConsentQuestion(
        "p1", Use.INFER, new Code(ConsentQuestion.ACT_REASON, purpose), actors, NOW, List.of(OLD));
  }

  static Outcome outcome(String purpose, Consent... consents) {
    return outcome(ask(purpose, Use.INFER, OLD), consents);
  }

  static Outcome outcome(ConsentQuestion question, Consent... consents) {
    return PatientConsents.of(List.of(consents)).evaluate(question).outcome();
  }

  static Outcome read(Consent consent) {
    return outcome(ask("TREAT", Use.READ, OLD), consent);
  }

  static Set<String> withheld(ConsentQuestion question, String provision) {
    return PatientConsents.of(List.of(consent("c", "2022", provision)))
        .evaluate(question)
        .withheld();
  }
}
