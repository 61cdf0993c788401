package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Deidentified.UsedInput;
import org.cloister.deid.Input.Presence;
import org.cloister.deid.Input.Range;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.testkit.PatientBundle;
import org.junit.jupiter.api.Test;

class DeidentifierTest {
  private static final Safelist CREATININE = Sample.safelist(Sample.CREATININE);
  private static final Safelist DIABETES = Sample.safelist(Sample.CREATININE, Sample.DIABETES);

  private static PatientBundle patient() {
    return PatientBundle.about("p1").patient("female", "1960-02-29");
  }

  private static PatientBundle measured() {
    return patient().measured("crea", "2160-0", "1.10", "mg/dL", Sample.DAY);
  }

  private static double creatinine(PatientBundle bundle) {
    return Sample.released(bundle, CREATININE).value("creatinine").orElseThrow();
  }

  private static List<Kind> kinds(PatientBundle bundle, Safelist safelist) {
    return Sample.problems(bundle, safelist).stream().map(InputProblem::kind).toList();
  }

  @Test
  void deidentify_answersEveryInputInSafelistOrder() {
    Deidentified deidentified = Sample.deidentify(Sample.complete(), Sample.everyKind());

    assertThat(deidentified).hasToString("Released[redacted]");
    Deidentified.Released released = (Deidentified.Released) deidentified;
    assertThat(released.released().features())
        .containsExactly(
            new Feature("age", 64, 0),
            new Feature("sex", 1, 0),
            new Feature("sbp", 131, 0),
            new Feature("creatinine", 1.1, 0),
            new Feature("diabetes", 1, 0),
            new Feature("statin", 1, 0),
            new Feature("smoker", 0, 0));
    assertThat(released.used())
        .containsExactly(
            new UsedInput("age", "Patient/p1"),
            new UsedInput("sex", "Patient/p1"),
            new UsedInput("sbp", "Observation/bp"),
            new UsedInput("creatinine", "Observation/crea"),
            new UsedInput("diabetes", "Condition/dm"),
            new UsedInput("statin", "MedicationStatement/atorva"),
            new UsedInput("smoker", "Observation/smoke"));
    assertThat(released.used().toString()).doesNotContain("Observation/");
    assertThat(released.released().profile()).isEqualTo(Sample.everyKind().profile());
    assertThat(released.released()).hasToString("DeidentifiedCase[redacted]");
  }

  @Test
  void deidentify_reportsAllThatIsMissingAtOnceInSafelistOrder() {
    PatientBundle empty = PatientBundle.about("p1").patient("other", "1960-02-29");

    assertThat(Sample.problems(empty, Sample.everyKind()))
        .extracting(InputProblem::input, InputProblem::kind, InputProblem::code)
        .containsExactly(
            tuple("age", Kind.MISSING, "age"),
            tuple("sex", Kind.MISSING, "sex"),
            tuple("sbp", Kind.MISSING, "8480-6"),
            tuple("creatinine", Kind.MISSING, "2160-0"),
            tuple("diabetes", Kind.MISSING, "diabetes"),
            tuple("statin", Kind.MISSING, "statin"),
            tuple("smoker", Kind.MISSING, "72166-2"));
    assertThat(Sample.problems(empty, CREATININE))
        .containsExactly(
            new InputProblem(
                "creatinine",
                "http://loinc.org",
                "2160-0",
                Kind.MISSING,
                "Creatinine (LOINC 2160-0) is needed and no final result of the last 90 days was"
                    + " found."));
  }

  @Test
  void deidentify_refusesAPermitForAnotherRequestOrModel() {
    IdentifiedBundle bundle = Sample.accepted(measured().json());
    Permit other = Sample.permit(Sample.accepted(measured().json()));
    Permit otherModel = Sample.permit(bundle, new ModelId("kfre-4v"));

    assertThatThrownBy(
            () -> Sample.DEIDENTIFIER.deidentify(bundle, other, CREATININE, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Sample.DEIDENTIFIER.deidentify(bundle, otherModel, CREATININE, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionalInput_mayBeAbsentButNotWrong() {
    Input.Quantity bmi =
        new Input.Quantity(
            "bmi",
            "Body mass index",
            Presence.OPTIONAL,
            List.of("39156-5"),
            "kg/m2",
            Optional.empty(),
            Period.ofDays(730),
            new Range(8, 120),
            new Range(18.5, 39.9),
            Optional.empty());
    Safelist safelist = Sample.safelist(Sample.CREATININE, bmi);

    assertThat(Sample.released(measured(), safelist).value("bmi")).isEmpty();
    assertThat(
            Sample.released(
                    measured().measured("b", "39156-5", "27", "furlong", Sample.DAY), safelist)
                .value("bmi"))
        .isEmpty();
    assertThat(kinds(measured().measured("b", "39156-5", "42", "kg/m2", Sample.DAY), safelist))
        .containsExactly(Kind.OUT_OF_RANGE);
  }

  private static String denying(String reference) {
    return """
    {"resourceType":"Consent","id":"c1","status":"active","dateTime":"2024-01-01","scope":{"coding":[{"system":
     "http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],
     "patient":{"reference":"Patient/p1"},"provision":{"type":"permit","provision":[
     {"type":"deny","data":[{"meaning":"instance","reference":{"reference":"%s"}}]}]}}\
    """
        .formatted(reference);
  }

  @Test
  void withheldResource_isAsIfItWereNotThere() {
    PatientBundle two =
        measured().measured("newer", "2160-0", "2", "mg/dL", "2024-05-02T08:00:00Z");

    assertThat(creatinine(two)).isEqualTo(2.0);
    assertThat(creatinine(two.resource(denying("Observation/newer")))).isEqualTo(1.1);
  }

  @Test
  void withheldCondition_isNoProofOfNo() {
    PatientBundle bundle =
        measured()
            .condition("htn", PatientBundle.ICD10, "I10")
            .condition("dm", PatientBundle.ICD10, "E11.9")
            .resource(denying("Condition/dm"));

    assertThat(kinds(bundle, DIABETES)).containsExactly(Kind.MISSING);
  }
}
