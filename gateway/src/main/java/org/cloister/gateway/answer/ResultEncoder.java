package org.cloister.gateway.answer;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Period;
import java.util.List;

/// The results of one inference: probabilities in one RiskAssessment, each quantity in an
/// Observation of its own.
final class ResultEncoder {
  private final AnswerContext answer;
  private final ModelFragments model;
  private final String occurred;
  private final String deviceReference;

  ResultEncoder(AnswerContext answer, ModelFragments model, String occurred) {
    this.answer = answer;
    this.model = model;
    this.occurred = occurred;
    this.deviceReference = answer.baseUrl() + "/" + model.device().reference();
  }

  /// https://hl7.org/fhir/R4/riskassessment.html
  EncodedResource riskAssessment(String id, List<ResultValue.Probability> probabilities) {
    return new EncodedResource(
        "RiskAssessment",
        id,
        FhirJson.resource(
            "RiskAssessment",
            json -> {
              json.string("id", id);
              json.fragment("meta", model.meta());
              json.string("status", status());
              json.fragment("method", model.method());
              json.reference("subject", answer.patientReference());
              json.string("occurrenceDateTime", occurred);
              device(json, "performer");
              basis(json);
              json.startArray("prediction");
              for (ResultValue.Probability probability : probabilities) {
                prediction(json, probability);
              }
              json.endArray();
              notes(json);
            }));
  }

  private static void prediction(FhirJson json, ResultValue.Probability probability)
      throws IOException {
    json.startObject();
    json.output("outcome", probability.output());
    // "Risk expressed as a percentage, values 0-100" (RiskAssessment.prediction.probability). The
    // point is moved in decimal, so that the percentage names the model's very double.
    json.decimal(
        "probabilityDecimal", BigDecimal.valueOf(probability.fraction()).movePointRight(2));
    if (probability.band().isPresent()) {
      json.startObject("qualitativeRisk");
      json.band(probability.band().get());
      json.endObject();
    }
    if (probability.horizon().isPresent()) {
      within(json, probability.horizon().get());
    }
    json.endObject();
  }

  /// "The timeframe of the risk": from now to the horizon.
  private static void within(FhirJson json, Period horizon) throws IOException {
    String ucum = horizon.getYears() > 0 ? "a" : horizon.getMonths() > 0 ? "mo" : "d";
    int amount = horizon.getYears() + horizon.getMonths() + horizon.getDays();
    json.startObject("whenRange");
    json.quantity("low", BigDecimal.ZERO, ucum);
    json.quantity("high", BigDecimal.valueOf(amount), ucum);
    json.endObject();
  }

  /// https://hl7.org/fhir/R4/observation.html
  EncodedResource observation(String id, ResultValue.Quantity quantity) {
    return new EncodedResource(
        "Observation",
        id,
        FhirJson.resource(
            "Observation",
            json -> {
              json.string("id", id);
              json.fragment("meta", model.meta());
              json.string("status", status());
              json.output("code", quantity.output());
              json.reference("subject", answer.patientReference());
              json.string("effectiveDateTime", occurred);
              json.quantity("valueQuantity", BigDecimal.valueOf(quantity.value()), quantity.ucum());
              if (quantity.band().isPresent()) {
                json.startArray("interpretation");
                json.startObject();
                json.band(quantity.band().get());
                json.endObject();
                json.endArray();
              }
              notes(json);
              json.fragment("method", model.method());
              device(json, "device");
              derivedFrom(json);
            }));
  }

  private String status() {
    return switch (answer.model().clinicalUse()) {
      case ALLOWED -> "final";
      case NOT_FOR_CLINICAL_USE -> "preliminary";
    };
  }

  private void device(FhirJson json, String name) throws IOException {
    json.startObject(name);
    json.string("reference", deviceReference);
    json.string("display", answer.model().title());
    json.endObject();
  }

  private void basis(FhirJson json) throws IOException {
    if (answer.basis().isEmpty()) {
      return;
    }
    json.startArray("basis");
    for (BasisInput input : answer.basis()) {
      json.reference(input);
    }
    json.endArray();
  }

  /// R4 lets an Observation derive from Observations, not from a Patient, a Condition or a
  /// MedicationStatement; those are in the Provenance.
  private void derivedFrom(FhirJson json) throws IOException {
    if (answer.basis().stream().noneMatch(BasisInput::isObservation)) {
      return;
    }
    json.startArray("derivedFrom");
    for (BasisInput input : answer.basis()) {
      if (input.isObservation()) {
        json.reference(input);
      }
    }
    json.endArray();
  }

  private void notes(FhirJson json) throws IOException {
    json.startArray("note");
    json.annotation(answer.model().intendedUse());
    for (String note : answer.notes()) {
      json.annotation(note);
    }
    json.endArray();
  }
}
