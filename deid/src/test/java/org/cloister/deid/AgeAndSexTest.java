package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Input.Presence;
import org.cloister.deid.Input.Range;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.testkit.PatientBundle;
import org.cloister.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeAndSexTest {
  private static final Safelist AGE =
      Sample.safelist(new Input.Age("age", Presence.MANDATORY, new Range(0, 100)));
  private static final Safelist SEX = Sample.safelist(Sample.SEX);

  private static Deidentified age(String birthDate, String asOf) {
    return Sample.deidentify(
        PatientBundle.about("p1").patient("female", birthDate).json(),
        AGE,
        Optional.of(Instant.parse(asOf + "T12:00:00Z")));
  }

  private static double years(Deidentified deidentified) {
    return deidentified instanceof Deidentified.Released(var released, _)
        ? released.value("age").orElseThrow()
        : Double.NaN;
  }

  private static List<Kind> kinds(Deidentified deidentified) {
    return deidentified instanceof Deidentified.Insufficient(var problems)
        ? problems.stream().map(InputProblem::kind).toList()
        : List.of();
  }

  @ParameterizedTest
  @CsvSource({
    "1960-05-01, 2024-04-30, 63",
    "1960-05-01, 2024-05-01, 64",
    "1960-02-29, 2024-02-28, 63",
    "1960-02-29, 2024-02-29, 64",
    "1960-02-29, 2023-02-28, 62",
    "1960-02-29, 2023-03-01, 63",
    "2024-05-01, 2024-05-01, 0",
    "1934-05-02, 2024-05-01, 89",
    "1934-05-01, 2024-05-01, 90",
    "1933-05-01, 2024-05-01, 90",
    "1914-05-01, 2024-05-01, 90",
    "1930, 2024-05-01, 90",
    "1960, 2023-12-31, 63",
    "1960-05, 2024-06-01, 64",
    "1960-05, 2024-04-30, 63",
  })
  void age_isInCompletedYearsAndEndsAtNinety(String birthDate, String asOf, double expected) {
    assertThat(years(age(birthDate, asOf))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1960, 2024-05-01, MISSING",
    "1960-05, 2024-05-15, MISSING",
    "1934, 2024-05-01, MISSING",
    "2024-05-02, 2024-05-01, IMPLAUSIBLE",
    "1860-05-02, 2024-05-01, IMPLAUSIBLE",
  })
  void age_isRefusedWhereItCannotBeTold(String birthDate, String asOf, Kind kind) {
    assertThat(kinds(age(birthDate, asOf))).containsExactly(kind);
  }

  @Test
  void age_isRefusedAfterDeathAndCountedBeforeIt() {
    String dead =
        PatientBundle.about("p1")
            .patient("female", "1960-05-01", "\"deceasedDateTime\":\"2024-03\"")
            .json();

    assertThat(
            kinds(Sample.deidentify(dead, AGE, Optional.of(Instant.parse("2024-04-01T00:00:00Z")))))
        .containsExactly(Kind.IMPLAUSIBLE);
    assertThat(
            years(Sample.deidentify(dead, AGE, Optional.of(Instant.parse("2024-03-31T00:00:00Z")))))
        .isEqualTo(63);
  }

  @Test
  void age_needsATimeToBeCountedAt() {
    assertThat(Sample.problems(PatientBundle.about("p1").patient("female", "1960-05-01"), AGE))
        .extracting(InputProblem::kind)
        .containsExactly(Kind.MISSING);
  }

  @Test
  void age_isCountedOnTheDayOfTheClocksZone() {
    String json = PatientBundle.about("p1").patient("female", "1960-05-01").json();
    // Half past ten in the evening of 30 April in New York.
    Optional<Instant> asOf = Optional.of(Instant.parse("2024-05-01T02:30:00Z"));
    IdentifiedBundle bundle = Sample.accepted(json);
    Deidentifier inNewYork =
        new Deidentifier(
            SettableClock.at("2024-06-01T12:00:00Z")
                .withZone(java.time.ZoneId.of("America/New_York")));

    assertThat(years(inNewYork.deidentify(bundle, Sample.permit(bundle), AGE, asOf))).isEqualTo(63);
    assertThat(years(Sample.deidentify(json, AGE, asOf))).isEqualTo(64);
  }

  @Test
  void age_isCountedOnTheDayThatTheMeasurementWasWrittenDown() {
    Safelist safelist = Sample.safelist(Sample.AGE, Sample.CREATININE);
    PatientBundle evening =
        PatientBundle.about("p1")
            .patient("female", "1960-05-01")
            .measured("c", "2160-0", "1", "mg/dL", "2024-04-30T22:30:00-04:00");

    assertThat(Sample.released(evening, safelist).value("age")).hasValue(63);
  }

  @Test
  void age_outsideTheModelsRangeIsRefused() {
    Safelist adults =
        Sample.safelist(
            new Input.Age("age", Presence.OPTIONAL, new Range(30, 79)), Sample.CREATININE);
    PatientBundle old =
        PatientBundle.about("p1")
            .patient("female", "1930-05-01")
            .measured("c", "2160-0", "1", "mg/dL", Sample.DAY);

    assertThat(Sample.problems(old, adults))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.kind()).isEqualTo(Kind.OUT_OF_RANGE);
          assertThat(problem.message())
              .isEqualTo(
                  "Age lies outside 30 to 79 years, the range that the model was published for.");
        });
  }

  private static Deidentified sex(String gender, String extensions) {
    String more = extensions.isEmpty() ? "" : "\"extension\":[" + extensions + "]";
    return Sample.deidentify(
        PatientBundle.about("p1").patient(gender, "1960-05-01", more).json(),
        SEX,
        Optional.of(Instant.parse("2024-05-01T00:00:00Z")));
  }

  private static String parameter(String code, String period) {
    return """
    {"url":"http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse","extension":[
     {"url":"value","valueCodeableConcept":{"coding":[{"system":
     "http://terminology.hl7.org/CodeSystem/sex-parameter-for-clinical-use","code":"%s"}]}}%s]}\
    """
        .formatted(code, period);
  }

  private static String birthSex(String code) {
    return "{\"url\":\"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex\",\"valueCode\":\""
        + code
        + "\"}";
  }

  private static String is(Deidentified deidentified) {
    return deidentified instanceof Deidentified.Released(var released, _)
        ? released.value("sex").getAsDouble() == 1.0 ? "female" : "male"
        : "unknown";
  }

  @Test
  void sex_isTakenFromTheFirstThatIsOnRecord() {
    assertThat(is(sex("female", ""))).isEqualTo("female");
    assertThat(is(sex("male", ""))).isEqualTo("male");
    assertThat(is(sex("male", birthSex("F")))).isEqualTo("female");
    assertThat(is(sex("male", birthSex("F") + "," + parameter("male-typical", ""))))
        .isEqualTo("male");
  }

  @Test
  void sex_isNeverGuessed() {
    assertThat(is(sex("other", ""))).isEqualTo("unknown");
    assertThat(is(sex("unknown", ""))).isEqualTo("unknown");
    assertThat(is(sex("male", birthSex("UNK")))).isEqualTo("unknown");
    assertThat(is(sex("male", parameter("specified", "")))).isEqualTo("unknown");
    assertThat(
            is(sex("male", parameter("female-typical", "") + "," + parameter("male-typical", ""))))
        .isEqualTo("unknown");
  }

  @Test
  void sex_passesOverAParameterOfAnotherTime() {
    String past = ",{\"url\":\"period\",\"valuePeriod\":{\"end\":\"2020-01-01\"}}";

    assertThat(is(sex("female", parameter("male-typical", past)))).isEqualTo("female");
  }
}
