package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cloister.deid.fhir.Violation;
import org.cloister.policies.RequestId;
import org.cloister.testkit.Canaries;
import org.cloister.testkit.PatientBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

class IdentifiedBundleTest {
  private static final String OBSERVATION =
      "{\"resourceType\":\"Observation\",\"id\":\"o9\",\"status\":\"final\",\"code\":{\"text\":\"x\"}%s}";

  private static PatientBundle patient() {
    return PatientBundle.about("p1").patient("female", "1960-02-29");
  }

  private static List<Violation> refused(String json) {
    return Sample.parse(json) instanceof ParsedBundle.Refused(List<Violation> violations)
        ? violations
        : List.of();
  }

  private static void assertRefused(String json, String code, String expression) {
    assertThat(refused(json))
        .extracting(Violation::code, Violation::expression)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(code, expression));
  }

  private static PatientBundle withSubject(String subject) {
    return patient().resource(OBSERVATION.formatted(subject));
  }

  @Test
  void parse_givesWhatThePoliciesNeed() {
    IdentifiedBundle bundle = Sample.accepted(Sample.complete().json());

    assertThat(bundle.patientId()).isEqualTo("p1");
    assertThat(bundle.resourceTypes())
        .containsExactlyInAnyOrder("Patient", "Observation", "Condition", "MedicationStatement");
    assertThat(bundle.consentedResources())
        .extracting(it -> it.reference())
        .containsExactly(
            "Patient/p1",
            "Observation/bp",
            "Observation/crea",
            "Condition/dm",
            "MedicationStatement/atorva",
            "Observation/smoke");
  }

  @Test
  void parse_printsNothing() {
    ParsedBundle parsed = Sample.parse(Sample.complete().json());

    assertThat(parsed).hasToString("Accepted[bundle=IdentifiedBundle[redacted]]");
    assertThat(Sample.accepted(Sample.complete().json()).chart()).hasToString("Chart[redacted]");
  }

  @Test
  void parse_doesNotSeeLaterChangesOfTheBundle() {
    Bundle fhir = new Bundle().setType(Bundle.BundleType.COLLECTION);
    Patient patient = new Patient();
    patient.setId("p1");
    fhir.addEntry().setResource(patient);
    ParsedBundle parsed = IdentifiedBundle.parse(RequestId.random(), fhir);

    patient.setId("p2");
    fhir.getEntry().clear();

    assertThat(parsed)
        .isInstanceOfSatisfying(
            ParsedBundle.Accepted.class,
            it -> {
              assertThat(it.bundle().patientId()).isEqualTo("p1");
              assertThat(it.bundle().resourceTypes()).containsExactly("Patient");
            });
  }

  @Test
  void parse_takesAUuidForAnId() {
    String url = "urn:uuid:0f4a1c9e-3b1d-4c55-9d53-1d7f6c1f2a11";
    IdentifiedBundle bundle =
        Sample.accepted(
            PatientBundle.about("unused")
                .entry("{\"fullUrl\":\"" + url + "\",\"resource\":{\"resourceType\":\"Patient\"}}")
                .resource(OBSERVATION.formatted(",\"subject\":{\"reference\":\"" + url + "\"}"))
                .json());

    assertThat(bundle.patientId()).isEqualTo("0f4a1c9e-3b1d-4c55-9d53-1d7f6c1f2a11");
    assertThat(bundle.consentedResources().getFirst().reference()).isEqualTo(url);
  }

  @Test
  void parse_refusesABundleThatIsNoCollection() {
    assertRefused(
        patient().json().replace("\"collection\"", "\"transaction\""), "value", "Bundle.type");
  }

  @Test
  void parse_refusesNoneAndTwoPatients() {
    assertRefused(
        PatientBundle.about("p1")
            .resource("{\"resourceType\":\"Organization\",\"id\":\"o\"}")
            .json(),
        "required",
        "Bundle.entry");
    assertRefused(
        patient().resource("{\"resourceType\":\"Patient\",\"id\":\"p2\"}").json(),
        "invalid",
        "Bundle.entry");
  }

  @Test
  void parse_refusesAPatientWithoutId() {
    assertRefused(
        PatientBundle.about("p1").resource("{\"resourceType\":\"Patient\",\"active\":true}").json(),
        "required",
        "Bundle.entry[0].resource.id");
  }

  @Test
  void parse_refusesAnEntryWithoutResource() {
    assertRefused(
        patient().entry("{\"fullUrl\":\"urn:uuid:0f4a1c9e-3b1d-4c55-9d53-1d7f6c1f2a11\"}").json(),
        "required",
        "Bundle.entry[1].resource");
  }

  @Test
  void parse_refusesAResourceTwice() {
    assertRefused(
        Sample.complete().measured("crea", "2160-0", "9", "mg/dL", Sample.DAY).json(),
        "duplicate",
        "Bundle.entry[6].resource");
  }

  @Test
  void parse_refusesWhatIsAboutNobodyOrSomebodyElse() {
    String subject = "Bundle.entry[1].resource.subject";
    assertRefused(withSubject("").json(), "required", subject);
    assertRefused(
        withSubject(",\"subject\":{\"display\":\"Araminta\"}").json(), "required", subject);
    assertRefused(
        withSubject(",\"subject\":{\"reference\":\"Patient/p2\"}").json(), "value", subject);
    assertRefused(
        withSubject(",\"subject\":{\"reference\":\"Group/p1\"}").json(), "value", subject);
    assertRefused(
        withSubject(",\"subject\":{\"reference\":\"https://other.example/fhir/Patient/p1\"}")
            .json(),
        "value",
        subject);
  }

  @Test
  void parse_takesAVersionedReferenceToThePatient() {
    assertThat(
            refused(withSubject(",\"subject\":{\"reference\":\"Patient/p1/_history/3\"}").json()))
        .isEmpty();
  }

  @Test
  void parse_knowsThatPatient1OfAnotherServerIsAnotherPatient() {
    String at = "{\"fullUrl\":\"https://%s.example/fhir/%s\",\"resource\":%s}";
    String patient = "{\"resourceType\":\"Patient\",\"id\":\"p1\"}";
    String observation = OBSERVATION.formatted(",\"subject\":{\"reference\":\"Patient/p1\"}");
    assertThat(
            refused(
                PatientBundle.about("p1")
                    .entry(at.formatted("a", "Patient/p1", patient))
                    .entry(at.formatted("a", "Observation/o9", observation))
                    .json()))
        .isEmpty();
    assertRefused(
        PatientBundle.about("p1")
            .entry(at.formatted("a", "Patient/p1", patient))
            .entry(at.formatted("b", "Observation/o9", observation))
            .json(),
        "value",
        "Bundle.entry[1].resource.subject");
  }

  @Test
  void parse_refusesAConsentOfAnotherPatient() {
    assertRefused(
        patient()
            .resource(
                """
                {"resourceType":"Consent","id":"c1","status":"active","patient":{"reference":"Patient/p2"},
                 "scope":{"text":"x"},"category":[{"text":"x"}]}\
                """)
            .json(),
        "value",
        "Bundle.entry[1].resource.patient");
  }

  @Test
  void parse_refusesMoreEntriesThanItTakes() {
    Bundle fhir = new Bundle().setType(Bundle.BundleType.COLLECTION);
    for (int i = 0; i <= IdentifiedBundle.MAXIMUM_ENTRIES; i++) {
      fhir.addEntry().setResource(new Patient());
    }

    assertThat(IdentifiedBundle.parse(RequestId.random(), fhir))
        .isInstanceOfSatisfying(
            ParsedBundle.Refused.class,
            it ->
                assertThat(it.violations())
                    .extracting(Violation::code)
                    .containsExactly("too-long"));
  }

  @Test
  void parse_repeatsNothingOfWhatItRefuses() {
    String json = withSubject(",\"subject\":{\"reference\":\"Patient/p77777\"}").json();

    assertThat(Canaries.leaves(json).keySet())
        .noneMatch(leaf ->
            refused(json).toString().contains(leaf)
                && !Sample.R4.getResourceTypes().contains(leaf));
  }
}
