package org.cloister.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.ParsedBundle;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Limits;
import org.cloister.deid.fhir.Read;
import org.cloister.gateway.answer.Validation;
import org.cloister.gateway.demo.SyntheticPatient.Expected;
import org.cloister.policies.RequestId;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class SyntheticPatientsTest {
  private static final long SEED = 20_261_124;
  private static final Instant AS_OF = Instant.parse("2026-11-24T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

  /// Each body is looked at from many sides, and parsed once.
  private static final Map<SyntheticPatient, Bundle> PARSED = new WeakHashMap<>();

  private final SyntheticPatients patients = new SyntheticPatients(AS_OF);

  @Test
  void twelve_areTenAnsweredOneWithheldByConsentAndOneWithoutData() {
    assertThat(patients.twelve(SEED))
        .extracting(SyntheticPatient::expected)
        .hasSize(12)
        .filteredOn(expected -> expected != Expected.ANSWERED)
        .containsExactly(Expected.CONSENT, Expected.MISSING_DATA);
    assertThat(patients.twelve(SEED))
        .extracting(SyntheticPatient::model)
        .contains(SyntheticPatients.PREVENT, SyntheticPatients.CKD_EPI);
  }

  @Test
  void twelve_haveOneOfMoreThanNinetyYears() {
    assertThat(patients.twelve(SEED))
        .filteredOn(patient -> age(patient) > 90)
        .singleElement()
        .satisfies(oldest -> {
          assertThat(oldest.model()).isEqualTo(SyntheticPatients.CKD_EPI);
          assertThat(oldest.label()).matches("P05, %d y, (woman|man)".formatted(age(oldest)));
        });
  }

  @Test
  void twelve_useBothSystemsOfUnits() {
    assertThat(patients.twelve(SEED).stream().flatMap(patient -> units(patient).stream()))
        .contains("mg/dL", "umol/L", "mmol/L", "mm[Hg]", "kg/m2", "mL/min/{1.73_m2}");
  }

  @Test
  void everyBody_passesTheStrictParser() {
    assertThat(patients.stream(SEED).limit(120))
        .allSatisfy(patient -> assertThat(bundle(patient).getEntry()).hasSizeBetween(7, 12));
  }

  @Test
  void everyBody_isTakenByTheReaderAndIsOnePatientsBundle() {
    FhirReader reader = new FhirReader(FhirContext.forR4Cached(), Limits.DEFAULT);

    assertThat(patients.stream(SEED).limit(120))
        .allSatisfy(patient -> {
          assertThat(reader.read(patient.body())).isInstanceOf(Read.Accepted.class);
          assertThat(IdentifiedBundle.parse(RequestId.random(), bundle(patient)))
              .isInstanceOf(ParsedBundle.Accepted.class);
        });
  }

  @Test
  void twelve_areWomenAndMenInEqualNumber() {
    assertThat(patients.twelve(SEED))
        .filteredOn(patient -> patient.label().endsWith("woman"))
        .hasSize(6);
  }

  @Test
  void everyBody_passesTheInstanceValidator() {
    Validation.assumeSharedData();

    assertThat(patients.twelve(SEED))
        .allSatisfy(patient -> Validation.assertNoErrors(patient.body()));
  }

  @Test
  void sameSeed_givesTheSameBytes() {
    List<byte[]> again =
        new SyntheticPatients(AS_OF).twelve(SEED).stream().map(SyntheticPatient::body).toList();

    assertThat(patients.twelve(SEED).stream().map(SyntheticPatient::body).toList())
        .zipSatisfy(again, (one, other) -> assertThat(one).isEqualTo(other));
    assertThat(patients.at(SEED, 7).body()).isEqualTo(again.get(7));
    assertThat(patients.twelve(SEED + 1).getFirst().body()).isNotEqualTo(again.getFirst());
  }

  @Test
  void aThousand_areInTheRangesThatTheModelsWerePublishedFor() {
    List<String> ids = new ArrayList<>();
    patients.stream(SEED)
        .limit(1000)
        .filter(patient -> patient.expected() != Expected.MISSING_DATA)
        .forEach(patient -> {
          ids.add(only(patient, Patient.class).getIdElement().getIdPart());
          if (patient.model().equals(SyntheticPatients.PREVENT)) {
            assertPreventRanges(patient);
          } else {
            assertThat(age(patient)).isBetween(18, 110);
            assertThat(creatinine(patient).orElseThrow()).isBetween(0.1, 30.0);
          }
        });
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void benchmark_asksPreventWithElevenEntriesInRange() {
    assertThat(IntStream.range(0, 300).mapToObj(n -> patients.benchmark(SEED, n)))
        .allSatisfy(patient -> {
          assertThat(patient.expected()).isEqualTo(Expected.ANSWERED);
          assertThat(patient.model()).isEqualTo(SyntheticPatients.PREVENT);
          assertThat(bundle(patient).getEntry()).hasSize(11);
          assertPreventRanges(patient);
        });
  }

  @Test
  void consent_ofTheWithheldOneDeniesUseByModels() {
    SyntheticPatient withheld = patients.twelve(SEED).get(8);
    Consent consent = only(withheld, Consent.class);

    assertThat(withheld.expected()).isEqualTo(Expected.CONSENT);
    assertThat(consent.getStatus()).isEqualTo(Consent.ConsentState.ACTIVE);
    assertThat(consent.getProvision().getType()).isEqualTo(ConsentProvisionType.DENY);
    assertThat(consent.getProvision().getActionFirstRep().getCodingFirstRep())
        .satisfies(action -> {
          assertThat(action.getSystem())
              .isEqualTo("https://cloister.health/fhir/CodeSystem/consent-action");
          assertThat(action.getCode()).isEqualTo("infer");
        });
  }

  @Test
  void theOneWithoutData_hasNeitherCholesterolNorKidneyTests() {
    SyntheticPatient without = patients.twelve(SEED).get(10);

    assertThat(without.expected()).isEqualTo(Expected.MISSING_DATA);
    assertThat(observations(without).keySet())
        .doesNotContain("2093-3", "14647-2", "2160-0", "14682-9", "98979-8");
  }

  @Test
  void everyRecord_hasAProblemListAMedicationListAndDatesInThePast() {
    assertThat(patients.stream(SEED).limit(60))
        .allSatisfy(patient -> {
          assertThat(all(patient, Condition.class)).isNotEmpty();
          assertThat(all(patient, MedicationStatement.class)).hasSize(2);
          assertThat(observations(patient).values())
              .allSatisfy(observation ->
                  assertThat(observation.getEffectiveDateTimeType().getValue().toInstant())
                      .isBetween(AS_OF.minus(Duration.ofDays(365)), AS_OF));
        });
  }

  @Test
  void toString_printsTheLabelOnly() {
    SyntheticPatient patient = patients.at(SEED, 0);

    assertThat(patient.toString())
        .doesNotContain(only(patient, Patient.class).getNameFirstRep().getFamily());
  }

  private static void assertPreventRanges(SyntheticPatient patient) {
    assertThat(age(patient)).isBetween(30, 79);
    assertThat(systolic(patient)).isBetween(90.0, 180.0);
    assertThat(cholesterol(patient, "2093-3", "14647-2")).isBetween(130.0, 320.0);
    assertThat(cholesterol(patient, "2085-9", "14646-4")).isBetween(20.0, 100.0);
    assertThat(value(patient, "39156-5").orElseThrow()).isBetween(18.5, 39.9);
    Optional<Double> egfr = value(patient, "98979-8");
    egfr.ifPresent(rate -> assertThat(rate).isBetween(15.0, 140.0));
    creatinine(patient)
        .ifPresent(creatinine ->
            assertThat(ckdEpi(patient, creatinine))
                .isBetween(15.0, 140.0)
                .satisfies(rate ->
                    assertThat(egfr.map(noted -> Math.abs(noted - rate)).orElse(0.0))
                        // Whole umol/L and whole mL/min are both rounded.
                        .isLessThan(2.5)));
    assertThat(egfr.isPresent() || creatinine(patient).isPresent()).isTrue();
  }

  /// Inker 2021, in the tabulated form, apart from the generator's own.
  private static double ckdEpi(SyntheticPatient patient, double creatinine) {
    boolean female = only(patient, Patient.class).getGender().toCode().equals("female");
    double ratio = creatinine / (female ? 0.7 : 0.9);
    double exponent = ratio > 1 ? -1.2 : (female ? -0.241 : -0.302);
    return (female ? 143.704 : 142) * Math.pow(ratio, exponent) * Math.pow(0.9938, age(patient));
  }

  private static int age(SyntheticPatient patient) {
    LocalDate birth =
        LocalDate.parse(only(patient, Patient.class).getBirthDateElement().getValueAsString());
    return Period.between(birth, TODAY).getYears();
  }

  private static double systolic(SyntheticPatient patient) {
    return Optional.ofNullable(observations(patient).get("85354-9"))
        .orElseThrow()
        .getComponent()
        .stream()
        .filter(component -> component.getCode().getCodingFirstRep().getCode().equals("8480-6"))
        .findFirst()
        .orElseThrow()
        .getValueQuantity()
        .getValue()
        .doubleValue();
  }

  private static double cholesterol(SyntheticPatient patient, String mass, String moles) {
    return value(patient, mass)
        .or(() -> value(patient, moles).map(millimoles -> millimoles / 0.02586))
        .orElseThrow();
  }

  private static Optional<Double> creatinine(SyntheticPatient patient) {
    return value(patient, "2160-0")
        .or(() -> value(patient, "14682-9").map(micromoles -> micromoles / 88.4));
  }

  private static Optional<Double> value(SyntheticPatient patient, String loinc) {
    return Optional.ofNullable(observations(patient).get(loinc))
        .map(Observation::getValueQuantity)
        .map(Quantity::getValue)
        .map(BigDecimal::doubleValue);
  }

  private static List<String> units(SyntheticPatient patient) {
    return observations(patient).values().stream()
        .flatMap(observation ->
            Stream.concat(
                Stream.of(observation.getValue()),
                observation.getComponent().stream()
                    .map(Observation.ObservationComponentComponent::getValue)))
        .filter(Quantity.class::isInstance)
        .map(value -> ((Quantity) value).getCode())
        .toList();
  }

  private static Map<String, Observation> observations(SyntheticPatient patient) {
    return all(patient, Observation.class).stream()
        .collect(
            Collectors.toMap(
                observation -> observation.getCode().getCodingFirstRep().getCode(),
                observation -> observation));
  }

  private static <T extends Resource> T only(SyntheticPatient patient, Class<T> type) {
    List<T> found = all(patient, type);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static <T extends Resource> List<T> all(SyntheticPatient patient, Class<T> type) {
    return bundle(patient).getEntry().stream()
        .map(BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static Bundle bundle(SyntheticPatient patient) {
    return PARSED.computeIfAbsent(patient, SyntheticPatientsTest::parse);
  }

  private static Bundle parse(SyntheticPatient patient) {
    Parameters parameters = Validation.strictly(Parameters.class, patient.body());
    assertThat(parameters.getParameter("model").getValue().primitiveValue())
        .isEqualTo(patient.model().value());
    assertThat(((Coding) parameters.getParameter("purpose").getValue()).getCode())
        .isEqualTo(patient.purpose().name());
    assertThat(((DateTimeType) parameters.getParameter("asOf").getValue()).getValue().toInstant())
        .isEqualTo(AS_OF);
    return (Bundle) parameters.getParameter("input").getResource();
  }
}
