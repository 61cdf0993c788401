package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cloister.deid.Input.Code;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.testkit.PatientBundle;
import org.junit.jupiter.api.Test;

class ListExtractionTest {
  private static final Safelist DIABETES = Sample.safelist(Sample.CREATININE, Sample.DIABETES);
  private static final Safelist STATIN = Sample.safelist(Sample.CREATININE, Sample.STATIN);

  private static PatientBundle patient() {
    return PatientBundle.about("p1").patient("female", "1960-02-29");
  }

  private static PatientBundle measured() {
    return patient().measured("crea", "2160-0", "1.10", "mg/dL", Sample.DAY);
  }

  private static List<Kind> kinds(PatientBundle bundle, Safelist safelist) {
    return Sample.problems(bundle, safelist).stream().map(InputProblem::kind).toList();
  }

  @Test
  void problem_isYesByAnActiveConditionOnly() {
    assertThat(diabetes(measured().condition("d", PatientBundle.SNOMED, "44054006"))).hasValue(1);
    assertThat(diabetes(measured().condition("d", PatientBundle.ICD10, "E11.65"))).hasValue(1);
    for (String past : List.of("inactive", "remission", "resolved")) {
      assertThat(
              diabetes(measured().condition("d", PatientBundle.ICD10, "E11.9", past, "confirmed")))
          .hasValue(0);
    }
    assertThat(
            diabetes(measured().condition("d", PatientBundle.ICD10, "E11.9", "active", "refuted")))
        .hasValue(0);
    assertThat(diabetes(measured().condition("d", PatientBundle.ICD10, "I10"))).hasValue(0);
  }

  private static java.util.OptionalDouble diabetes(PatientBundle bundle) {
    return Sample.released(bundle, DIABETES).value("diabetes");
  }

  @Test
  void problem_isUnknownWithoutAListOrWithAnEntryThatCannotTell() {
    assertThat(kinds(measured(), DIABETES)).containsExactly(Kind.MISSING);
    assertThat(
            kinds(
                measured()
                    .condition("d", PatientBundle.ICD10, "E11.9", "active", "entered-in-error"),
                DIABETES))
        .containsExactly(Kind.MISSING);
    String freeText =
        "{\"resourceType\":\"Condition\",\"id\":\"t\",\"code\":{\"text\":\"sugar\"},%s}"
            .formatted(measured().subject());
    assertThat(Sample.problems(measured().resource(freeText), DIABETES))
        .extracting(InputProblem::message)
        .containsExactly(
            "Diabetes mellitus: yes or no is needed, and the problem list has an active entry"
                + " without a code that could tell.");
  }

  @Test
  void problem_isNoByAListThatSaysSo() {
    assertThat(diabetes(measured().noneKnown("l", "problems"))).hasValue(0);
  }

  private static java.util.OptionalDouble statin(PatientBundle bundle) {
    return Sample.released(bundle, STATIN).value("statin");
  }

  @Test
  void medication_isYesByAnActiveOneOnly() {
    assertThat(statin(measured().medication("m", PatientBundle.ATC, "C10AA05"))).hasValue(1);
    assertThat(statin(measured().medication("m", Sample.RXNORM, "83367"))).hasValue(1);
    assertThat(statin(measured().medication("m", PatientBundle.ATC, "A10BA02"))).hasValue(0);
    assertThat(statin(measured().noneKnown("l", "medications"))).hasValue(0);
    assertThat(statin(measured().resource(request("stopped", "order", "")))).hasValue(0);
    assertThat(statin(measured().resource(request("active", "proposal", "")))).hasValue(0);
    assertThat(statin(measured().resource(request("active", "order", "\"doNotPerform\":true,"))))
        .hasValue(0);
    assertThat(
            statin(
                measured().resource(request("active", "order", "\"authoredOn\":\"2024-05-09\","))))
        .hasValue(0);
    assertThat(statin(measured().resource(request("active", "order", "")))).hasValue(1);
  }

  private static String request(String status, String intent, String more) {
    return "{\"resourceType\":\"MedicationRequest\",\"id\":\"r\",\"status\":\"%s\",\"intent\":\"%s\",%s%s,%s}"
        .formatted(
            status,
            intent,
            more,
            PatientBundle.code("medicationCodeableConcept", PatientBundle.ATC, "C10AA05"),
            measured().subject());
  }

  @Test
  void medication_isFoundWhereTheReferenceLeads() {
    String contained =
        """
        {"resourceType":"MedicationStatement","id":"m","status":"active",%s,"medicationReference":{"reference":"#a"},
         "contained":[{"resourceType":"Medication","id":"a",%s}]}\
        """
            .formatted(
                measured().subject(), PatientBundle.code("code", PatientBundle.ATC, "C10AA05"));
    String bundled =
        """
        {"resourceType":"MedicationStatement","id":"m","status":"active",%s,"medicationReference":{"reference":"Medication/a"}}\
        """
            .formatted(measured().subject());
    String medication =
        "{\"resourceType\":\"Medication\",\"id\":\"a\",%s}"
            .formatted(PatientBundle.code("code", PatientBundle.ATC, "C10AA05"));

    assertThat(statin(measured().resource(contained))).hasValue(1);
    assertThat(statin(measured().resource(bundled).resource(medication))).hasValue(1);
    assertThat(kinds(measured().resource(bundled), STATIN)).containsExactly(Kind.MISSING);
  }

  /// An RxNorm product code does not name its ingredients: it is no proof of "no statin".
  @Test
  void medication_isUnknownWithoutAListOrWithAnEntryThatCannotTell() {
    assertThat(kinds(measured(), STATIN)).containsExactly(Kind.MISSING);
    assertThat(kinds(measured().medication("m", Sample.RXNORM, "314076"), STATIN))
        .containsExactly(Kind.MISSING);
  }

  @Test
  void medication_isToldByTheNameOfItsRxNormProduct() {
    assertThat(statin(named("atorvastatin 20 MG Oral Tablet [Lipitor]"))).hasValue(1);
    assertThat(statin(named("Amlodipine 5 MG / atorvastatin 10 MG Oral Tablet"))).hasValue(1);
    assertThat(statin(named("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet"))).hasValue(0);
    assertThat(statin(named("oxygen"))).hasValue(0);
  }

  /// A wrong "no" changes the answer without a trace: an ingredient that nobody knows is no "no".
  @Test
  void medication_isUnknownWhereOneIngredientIs() {
    for (String name :
        new String[] {
          "rosuvastatin calcium 10 MG Oral Tablet",
          "Amlodipine 5 MG / newstatin 10 MG Oral Tablet",
          "atorvastatin 20 MG Topical Cream",
          "atorvastatin",
          "a box of amoxicillin"
        }) {
      assertThat(kinds(named(name), STATIN)).as(name).containsExactly(Kind.MISSING);
    }
  }

  private static PatientBundle named(String display) {
    return measured()
        .resource(
            """
            {"resourceType":"MedicationStatement","id":"m","status":"active",%s,\
            "medicationCodeableConcept":{"coding":[{"system":"%s","code":"1","display":"%s"}]}}\
            """
                .formatted(measured().subject(), Sample.RXNORM, display));
  }

  @Test
  void finding_isTheNewestAnswerEvenIfThatIsUnknown() {
    Safelist smoker = Sample.safelist(Sample.SMOKER);
    PatientBundle yes =
        patient()
            .observation(
                "s1",
                "72166-2",
                PatientBundle.concept(PatientBundle.SNOMED, "77176002"),
                "final",
                "2023-05-01");

    assertThat(Sample.released(yes, smoker).value("smoker")).hasValue(1);
    assertThat(
            kinds(
                yes.observation(
                    "s2",
                    "72166-2",
                    PatientBundle.concept(PatientBundle.SNOMED, "266927001"),
                    "final",
                    "2024-05-01"),
                smoker))
        .containsExactly(Kind.MISSING);
  }

  @Test
  void exclusion_countsThePastAndIsReportedWithItsReason() {
    Safelist safelist =
        Sample.safelist(
            List.of(
                new Safelist.Exclusion(
                    "cvd",
                    List.of(new Code(PatientBundle.ICD10, "I21", Code.Match.PREFIX)),
                    "PREVENT is for people without known cardiovascular disease.")),
            Sample.CREATININE);

    assertThat(
            Sample.problems(
                measured().condition("mi", PatientBundle.ICD10, "I21.9", "resolved", "confirmed"),
                safelist))
        .containsExactly(
            new InputProblem(
                "cvd",
                InputProblem.SYSTEM,
                "cvd",
                Kind.EXCLUDED,
                "PREVENT is for people without known cardiovascular disease."));
    assertThat(
            Sample.problems(
                measured().condition("mi", PatientBundle.ICD10, "I21.9", "active", "refuted"),
                safelist))
        .isEmpty();
  }
}
