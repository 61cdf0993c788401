package org.cloister.deid;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Chart.Birth;
import org.cloister.deid.Chart.Coding;
import org.cloister.deid.Chart.Interval;
import org.cloister.deid.Chart.Person;
import org.cloister.deid.Chart.SexOnRecord;
import org.cloister.deid.Chart.SexParameter;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;

/// Reads the three facts about a Patient that any model may ask for: birth, death, sex.
final class PersonReading {
  /// HL7 FHIR Extensions Pack, patient-sexParameterForClinicalUse.
  static final String SEX_PARAMETER =
      "http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse";

  static final String SEX_PARAMETER_CODES =
      "http://terminology.hl7.org/CodeSystem/sex-parameter-for-clinical-use";

  /// US Core, us-core-birthsex.
  static final String BIRTH_SEX =
      "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";

  private PersonReading() {}

  static Person read(Source source, Patient patient) {
    return new Person(source, birth(patient), death(patient), sex(patient));
  }

  private static Optional<Birth> birth(Patient patient) {
    String text = patient.getBirthDateElement().getValueAsString();
    return interval(text == null ? "" : text);
  }

  private static Optional<Birth> interval(String text) {
    if (text.length() < 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Birth(Moment.firstDay(text), Moment.lastDay(text)));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> death(Patient patient) {
    return patient.getDeceased() instanceof DateTimeType time && time.hasValue()
        ? interval(time.getValueAsString()).map(Birth::latest)
        : Optional.empty();
  }

  private static SexOnRecord sex(Patient patient) {
    List<SexParameter> parameters = new ArrayList<>(1);
    Optional<String> atBirth = Optional.empty();
    for (Extension extension : patient.getExtension()) {
      switch (extension.getUrl()) {
        case SEX_PARAMETER -> parameters.add(parameter(extension));
        case BIRTH_SEX ->
            atBirth =
                Optional.of(
                    extension.getValue() instanceof CodeType code && code.hasValue()
                        ? code.getValue()
                        : "");
        case null, default -> {}
      }
    }
    return new SexOnRecord(
        List.copyOf(parameters),
        atBirth,
        patient.hasGender() ? Optional.of(patient.getGender().toCode()) : Optional.empty());
  }

  private static SexParameter parameter(Extension extension) {
    String code = "";
    Interval validity = Interval.ALWAYS;
    for (Extension part : extension.getExtension()) {
      if ("value".equals(part.getUrl()) && part.getValue() instanceof CodeableConcept concept) {
        for (Coding coding : ChartReading.codings(concept)) {
          code = coding.system().equals(SEX_PARAMETER_CODES) ? coding.code() : code;
        }
      } else if ("period".equals(part.getUrl()) && part.getValue() instanceof Period period) {
        validity = ChartReading.interval(period);
      }
    }
    return new SexParameter(code, validity);
  }
}
