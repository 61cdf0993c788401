package org.cloister.policies.consent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Consents are written as in a file, the provision of each test in short hand.
class PatientConsentsTest {
  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String TREAT = purpose("TREAT");
  private static final String HRESCH = purpose("HRESCH");
  private static final ConsentedResource OLD = observation("old", "2016-03-28T00:00:00Z", "N");
  private static final ConsentedResource NEW = observation("new", "2022-06-13T00:00:00Z", "R");

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

  @Test
  void dataPeriodLimitsByClinicalTime() {
    String in2022 = "'dataPeriod':{'start':'2022-01-01','end':'2022-12-31'}";
    ConsentedResource undated =
        new ConsentedResource("Observation/u", "Observation", Set.of(), Set.of(), Optional.empty());
    ConsentQuestion question = ask("TREAT", Use.INFER, OLD, NEW, undated);

    assertThat(withheld(question, "'type':'permit'," + in2022))
        .containsExactlyInAnyOrder("Observation/old", "Observation/u");
    assertThat(withheld(question, "'type':'deny'," + in2022))
        .containsExactlyInAnyOrder("Observation/new", "Observation/u");
  }

  @Test
  void confidentialityIsAScale() {
    ConsentedResource none =
        new ConsentedResource("Observation/u", "Observation", Set.of(), Set.of(), Optional.empty());
    ConsentQuestion question = ask("TREAT", Use.INFER, OLD, NEW, none);

    assertThat(withheld(question, "'type':'permit'," + confidentiality("N")))
        .containsExactlyInAnyOrder("Observation/new", "Observation/u");
    assertThat(withheld(question, "'type':'permit'," + confidentiality("V")))
        .containsExactly("Observation/u");
    assertThat(withheld(question, "'type':'deny'," + confidentiality("R")))
        .containsExactly("Observation/new");
    assertThat(withheld(question, "'type':'deny'," + confidentiality("L")))
        .containsExactlyInAnyOrder("Observation/new", "Observation/old");
  }

  @Test
  void aLabelThatCannotBeReadCountsAsTheStrictest() {
    Observation observation = new Observation();
    observation.getMeta().addSecurity().setCode("N");
    ConsentedResource resource = ConsentedResource.of("Observation/x", observation);

    assertThat(
            withheld(ask("TREAT", Use.INFER, resource), "'type':'permit'," + confidentiality("V")))
        .containsExactly("Observation/x");
    assertThat(withheld(ask("TREAT", Use.INFER, resource), "'type':'deny'," + confidentiality("R")))
        .containsExactly("Observation/x");
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
  void clinicalTimeIsReadWithThePrecisionOfTheResource() {
    Observation observation = new Observation();
    observation.setId("Observation/7");
    observation.setEffective(new DateTimeType("2022-12"));
    ConsentedResource resource =
        ConsentedResource.of("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", observation);

    assertThat(resource.otherNames()).containsExactly("Observation/7");
    assertThat(resource.clinicalTime())
        .contains(
            new Span(Instant.parse("2022-12-01T00:00:00Z"), Instant.parse("2023-01-01T00:00:00Z")));
  }

  @Test
  void classLimitsByResourceType() {
    ConsentedResource condition =
        new ConsentedResource("Condition/c", "Condition", Set.of(), Set.of(), Optional.empty());

    assertThat(
            withheld(
                ask("TREAT", Use.INFER, OLD, condition),
                "'type':'deny','class':[{'system':'http://hl7.org/fhir/resource-types','code':'Condition'}]"))
        .containsExactly("Condition/c");
  }

  @Test
  void aResourceKnownByAUrnAloneMayBeTheOneThatIsDenied() {
    ConsentedResource nameless =
        new ConsentedResource(
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
            "Observation",
            Set.of(),
            Set.of(),
            Optional.empty());
    String denied =
        "'type':'deny','data':[{'meaning':'instance','reference':{'reference':'Observation/x'}}]";

    assertThat(withheld(ask("TREAT", Use.INFER, OLD, nameless), denied))
        .containsExactly(nameless.reference());
  }

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
  void laterChangesToTheConsentsChangeNothing() {
    Consent consent = consent("c", "2022", "'type':'deny'");
    PatientConsents consents = PatientConsents.of(List.of(consent));
    consent.getProvision().setType(Consent.ConsentProvisionType.PERMIT);

    assertThat(consents.evaluate(ask("TREAT", Use.INFER, OLD)).outcome()).isEqualTo(Outcome.DENY);
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
  void noTextShowsAnythingOfThePatient() {
    Consent consent = consent("secret-id", "2022", "'type':'deny'");

    assertThat(PatientConsents.of(List.of(consent)).toString())
        .isEqualTo("PatientConsents[redacted]");
    assertThat(OLD.toString()).isEqualTo("ConsentedResource[redacted]");
    assertThat(ask("TREAT", Use.READ, OLD).toString()).isEqualTo("ConsentQuestion[redacted]");
    assertThat(OLD.clinicalTime().orElseThrow().toString()).isEqualTo("Span[redacted]");
  }

  private static Consent consent(String id, String dateTime, String provision) {
    String json =
        "{'resourceType':'Consent','id':'%s','status':'active','scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},'patient':{'reference':'Patient/p1'},'dateTime':'%s','provision':{%s}}"
            .formatted(id, dateTime, provision);
    return FHIR.newJsonParser().parseResource(Consent.class, json.replace('\'', '"'));
  }

  private static String purpose(String code) {
    return "'purpose':[{'system':'%s','code':'%s'}]".formatted(ConsentQuestion.ACT_REASON, code);
  }

  private static String actor(String reference) {
    return "'actor':[{'role':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ParticipationType','code':'IRCP'}]},'reference':{'reference':'%s'}}]"
        .formatted(reference);
  }

  private static String confidentiality(String code) {
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

  private static ConsentQuestion ask(String purpose, Use use, ConsentedResource... resources) {
    return new ConsentQuestion(
        "p1",
        use,
        new Code(ConsentQuestion.ACT_REASON, purpose),
        Set.of("Practitioner/d1", "Organization/hospital"),
        NOW,
        List.of(resources));
  }

  private static ConsentQuestion question(String purpose, Set<String> actors) {
    return new ConsentQuestion(
        "p1", Use.INFER, new Code(ConsentQuestion.ACT_REASON, purpose), actors, NOW, List.of(OLD));
  }

  private static Outcome outcome(String purpose, Consent... consents) {
    return outcome(ask(purpose, Use.INFER, OLD), consents);
  }

  private static Outcome outcome(ConsentQuestion question, Consent... consents) {
    return PatientConsents.of(List.of(consents)).evaluate(question).outcome();
  }

  private static Outcome read(Consent consent) {
    return outcome(ask("TREAT", Use.READ, OLD), consent);
  }

  private static Set<String> withheld(ConsentQuestion question, String provision) {
    return PatientConsents.of(List.of(consent("c", "2022", provision)))
        .evaluate(question)
        .withheld();
  }
}
