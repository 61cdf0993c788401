package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Input.Presence;
import org.cloister.deid.Input.Range;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.testkit.PatientBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementExtractionTest {
  private static final Safelist CREATININE = Sample.safelist(Sample.CREATININE);

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

  @ParameterizedTest
  @CsvSource({
    "88.4, umol/L, 1.0",
    "0.0884, mmol/L, 1.0",
    "10, mg/L, 1.0",
    "1.10, mg/dL, 1.1",
  })
  void quantity_isConvertedToTheModelsUnit(String value, String unit, double expected) {
    assertThat(creatinine(patient().measured("c", "14682-9", value, unit, Sample.DAY)))
        .isEqualTo(expected);
  }

  /// 1 mg/dL of cholesterol = 0.02586 mmol/L (molar mass 386.65 g/mol).
  @Test
  void quantity_convertsCholesterolBothWays() {
    Input.Quantity toMass =
        new Input.Quantity(
            "tc",
            "Total cholesterol",
            Presence.MANDATORY,
            List.of("2093-3"),
            "mg/dL",
            Optional.of(new Input.Molar("mmol/L", 0.02586)),
            Period.ofDays(730),
            new Range(20, 1000),
            new Range(20, 1000),
            Optional.empty());
    PatientBundle bundle = patient().measured("t", "2093-3", "5.172", "mmol/L", Sample.DAY);

    assertThat(Sample.released(bundle, Sample.safelist(toMass)).value("tc").orElseThrow())
        .isCloseTo(200.0, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void quantity_takesTheUnitsTextWhereNoSystemIsGiven() {
    String text = "\"valueQuantity\":{\"value\":97.24,\"unit\":\"µmol/L\"}";

    assertThat(creatinine(patient().observation("c", "2160-0", text, "final", Sample.DAY)))
        .isEqualTo(1.1);
  }

  @Test
  void quantity_isRefusedInAnUnknownUnit() {
    assertThat(kinds(patient().measured("c", "2160-0", "1", "meters", Sample.DAY), CREATININE))
        .containsExactly(Kind.UNIT);
    String local =
        "\"valueQuantity\":{\"value\":1,\"unit\":\"mg/dL\",\"system\":\"urn:local\",\"code\":\"mg/dL\"}";
    assertThat(kinds(patient().observation("c", "2160-0", local, "final", Sample.DAY), CREATININE))
        .containsExactly(Kind.UNIT);
  }

  @Test
  void quantity_isRefusedAsABoundEvenWhenAnOlderValueExists() {
    String bound =
        "\"valueQuantity\":{\"value\":0.3,\"comparator\":\"<\",\"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/dL\"}";

    assertThat(
            kinds(
                measured().observation("c", "2160-0", bound, "final", "2024-05-02T08:00:00Z"),
                CREATININE))
        .containsExactly(Kind.COMPARATOR);
  }

  @Test
  void quantity_isJudgedPlausibleFirstAndPublishedSecond() {
    assertThat(kinds(patient().measured("c", "2160-0", "110", "mg/dL", Sample.DAY), CREATININE))
        .containsExactly(Kind.IMPLAUSIBLE);
    assertThat(kinds(patient().measured("c", "2160-0", "0.2", "mg/dL", Sample.DAY), CREATININE))
        .containsExactly(Kind.OUT_OF_RANGE);
    assertThat(kinds(patient().measured("c", "2160-0", "1e200", "mg/dL", Sample.DAY), CREATININE))
        .containsExactly(Kind.IMPLAUSIBLE);
  }

  @Test
  void quantity_isTheNewestThatCounts() {
    PatientBundle bundle =
        measured()
            .measured("newer", "14682-9", "176.8", "umol/L", "2024-05-20T08:00:00+02:00")
            .observation(
                "preliminary",
                "2160-0",
                PatientBundle.quantity("9", "mg/dL"),
                "preliminary",
                "2024-05-21T08:00:00Z")
            .observation(
                "wrong",
                "2160-0",
                PatientBundle.quantity("9", "mg/dL"),
                "entered-in-error",
                "2024-05-21T08:00:00Z")
            .observation(
                "cancelled",
                "2160-0",
                PatientBundle.quantity("9", "mg/dL"),
                "cancelled",
                "2024-05-21T08:00:00Z")
            .measured("future", "2160-0", "9", "mg/dL", "2024-06-02T08:00:00Z");

    assertThat(creatinine(bundle)).isEqualTo(2.0);
  }

  @Test
  void quantity_countsAmendedAndCorrectedResults() {
    assertThat(
            creatinine(
                measured()
                    .observation(
                        "a",
                        "2160-0",
                        PatientBundle.quantity("2", "mg/dL"),
                        "corrected",
                        "2024-05-02T08:00:00Z")))
        .isEqualTo(2.0);
  }

  @Test
  void quantity_passesOverWhatIsAboutSomethingElseOrHasNoTime() {
    String fetus =
        """
        {"resourceType":"Observation","id":"f","status":"final",%s,%s,"focus":[{"reference":"Patient/fetus"}],
         "effectiveDateTime":"2024-05-02T08:00:00Z",%s}\
        """
            .formatted(
                PatientBundle.code("code", PatientBundle.LOINC, "2160-0"),
                measured().subject(),
                PatientBundle.quantity("9", "mg/dL"));
    String undated =
        fetus.replaceAll("\"focus.*?],", "").replaceAll("\"effectiveDateTime\":\"[^\"]*\",", "");

    assertThat(creatinine(measured().resource(fetus))).isEqualTo(1.1);
    assertThat(creatinine(measured().resource(undated))).isEqualTo(1.1);
  }

  @Test
  void quantity_outsideTheLookBackIsMissing() {
    Safelist both = Sample.safelist(Sample.SBP, Sample.CREATININE);
    PatientBundle bundle =
        patient()
            .bloodPressure("bp", "131", "82", "2024-05-01T08:00:00Z")
            .measured("crea", "2160-0", "1", "mg/dL", "2024-02-01T07:59:59Z");

    assertThat(Sample.problems(bundle, both))
        .extracting(InputProblem::input, InputProblem::kind)
        .containsExactly(tuple("creatinine", Kind.MISSING));
    assertThat(
            Sample.problems(
                patient()
                    .bloodPressure("bp", "131", "82", "2024-05-01T08:00:00Z")
                    .measured("crea", "2160-0", "1", "mg/dL", "2024-02-01T08:00:00Z"),
                both))
        .isEmpty();
  }

  @Test
  void quantity_tellsHowManyDaysAgoItWas() {
    Deidentified deidentified =
        Sample.deidentify(
            measured().json(), CREATININE, Optional.of(Instant.parse("2024-05-11T07:00:00Z")));

    assertThat(((Deidentified.Released) deidentified).released().features())
        .containsExactly(new Feature("creatinine", 1.1, 9));
  }

  @Test
  void quantity_measuredAfterTheIndexTimeDoesNotCount() {
    assertThat(
            ((Deidentified.Insufficient)
                    Sample.deidentify(
                        measured().json(),
                        CREATININE,
                        Optional.of(Instant.parse("2024-04-30T07:00:00Z"))))
                .problems())
        .extracting(InputProblem::kind)
        .containsExactly(Kind.MISSING);
  }

  @Test
  void asOf_inTheFutureIsRefusedAndLaterTodayIsNow() {
    assertThat(
            Sample.deidentify(
                measured().json(), CREATININE, Optional.of(Instant.parse("2024-06-02T00:00:01Z"))))
        .isInstanceOfSatisfying(
            Deidentified.Insufficient.class,
            it ->
                assertThat(it.problems()).extracting(InputProblem::input).containsExactly("asOf"));
    assertThat(
            Sample.deidentify(
                measured().json(), CREATININE, Optional.of(Instant.parse("2024-06-01T23:59:59Z"))))
        .isInstanceOf(Deidentified.Released.class);
  }

  private static Safelist computable(Presence creatinine) {
    Input.Quantity optional =
        new Input.Quantity(
            "creatinine",
            "Creatinine",
            creatinine,
            List.of("2160-0"),
            "mg/dL",
            Optional.empty(),
            Period.ofDays(90),
            new Range(0.1, 30),
            new Range(0.1, 30),
            Optional.empty());
    Input.Quantity egfr =
        new Input.Quantity(
            "egfr",
            "Estimated GFR",
            Presence.MANDATORY,
            List.of("98979-8"),
            "mL/min/{1.73_m2}",
            Optional.empty(),
            Period.ofDays(730),
            new Range(1, 300),
            new Range(15, 140),
            Optional.of(
                new Input.ComputedBy("ckd-epi-2021-cr", List.of("age", "sex", "creatinine"))));
    return Sample.safelist(Sample.AGE, Sample.SEX, egfr, optional);
  }

  @Test
  void quantity_thatAnotherModelCanComputeIsNotReported() {
    assertThat(Sample.released(measured(), computable(Presence.OPTIONAL)).value("egfr")).isEmpty();
    String over60 =
        PatientBundle.quantity("60", "mL/min/{1.73_m2}").replace("60,", "60,\"comparator\":\">\",");
    assertThat(
            Sample.problems(
                measured().observation("g", "98979-8", over60, "final", Sample.DAY),
                computable(Presence.OPTIONAL)))
        .isEmpty();
  }

  @Test
  void quantity_thatCannotBeComputedEitherNamesBothWaysOut() {
    PatientBundle without = patient().bloodPressure("bp", "131", "82", Sample.DAY);
    Safelist withIndex =
        Sample.safelist(
            computable(Presence.OPTIONAL).inputs().get(0),
            computable(Presence.OPTIONAL).inputs().get(1),
            Sample.SBP,
            computable(Presence.OPTIONAL).inputs().get(2),
            computable(Presence.OPTIONAL).inputs().get(3));

    assertThat(Sample.problems(without, withIndex))
        .singleElement()
        .extracting(InputProblem::message)
        .isEqualTo(
            "Estimated GFR (LOINC 98979-8) is needed and no final result of the last 730 days was"
                + " found. It cannot be computed either, for want of Creatinine (LOINC 2160-0).");
  }

  /// What is there and cannot be used is not "missing".
  @Test
  void quantity_thatCannotBeComputedBecauseOfTheAgeSaysSo() {
    PatientBundle young =
        PatientBundle.about("p1")
            .patient("female", "2015-05-01")
            .measured("c", "2160-0", "0.9", "mg/dL", Sample.DAY);
    assertThat(Sample.problems(young, computable(Presence.OPTIONAL)))
        .extracting(InputProblem::message)
        .anySatisfy(message ->
            assertThat(message)
                .contains("cannot be computed either, because Age cannot be used as it stands")
                .doesNotContain("for want of"));
  }
}
