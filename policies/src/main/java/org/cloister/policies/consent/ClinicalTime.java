package org.cloister.policies.consent;

import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/// When what a resource tells happened, as `Consent.provision.dataPeriod` means it: "clinical or
/// operational relevant period of time" (https://hl7.org/fhir/R4/consent.html).
final class ClinicalTime {
  private ClinicalTime() {}

  /// Empty for a type that we do not know or a resource that does not say; a permission that is
  /// limited in time does not cover it then.
  static Optional<Span> of(Resource resource) {
    return switch (resource) {
      case Observation it -> of(it.getEffective());
      case DiagnosticReport it -> of(it.getEffective());
      case MedicationStatement it -> of(it.getEffective());
      case MedicationAdministration it -> of(it.getEffective());
      case MedicationRequest it -> dated(it.getAuthoredOnElement());
      case Condition it -> of(it.getOnset()).or(() -> dated(it.getRecordedDateElement()));
      case AllergyIntolerance it -> of(it.getOnset()).or(() -> dated(it.getRecordedDateElement()));
      case Procedure it -> of(it.getPerformed());
      case Immunization it -> of(it.getOccurrence());
      case RiskAssessment it -> of(it.getOccurrence());
      case Encounter it -> it.hasPeriod() ? Span.of(it.getPeriod()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Span> of(@Nullable Type time) {
    return switch (time) {
      case null -> Optional.empty();
      case BaseDateTimeType point -> dated(point);
      case Period period -> Span.of(period);
      default -> Optional.empty();
    };
  }

  private static Optional<Span> dated(BaseDateTimeType point) {
    return Span.of(point);
  }
}
