package org.cloister.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.Chart.Coding;
import org.cloister.deid.Chart.Interval;
import org.cloister.deid.Chart.Person;
import org.cloister.deid.Chart.SexOnRecord;
import org.cloister.deid.Chart.SexParameter;
import org.cloister.deid.generalise.PartialDate;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

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

  private static Optional<PartialDate> birth(Patient patient) {
    return date(patient.getBirthDateElement().getValueAsString());
  }

  private static Optional<PartialDate> death(Patient patient) {
    return patient.getDeceased() instanceof DateTimeType time
        ? date(time.getValueAsString())
        : Optional.empty();
  }

  private static Optional<PartialDate> date(@Nullable String text) {
    return text == null ? Optional.empty() : PartialDate.parse(text);
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
