package org.cloister.gateway.infer;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.gateway.answer.Terminology;
import org.cloister.gateway.answer.Validation;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.RiskAssessment.RiskAssessmentPredictionComponent;

/// Reads answers as a caller does who takes FHIR at its word: every unknown element is a fault.
public final class Results {
  private Results() {}

  public static Bundle bundle(String json) {
    return Validation.strictly(Bundle.class, json.getBytes(StandardCharsets.UTF_8));
  }

  public static OperationOutcome outcome(String json) {
    return Validation.strictly(OperationOutcome.class, json.getBytes(StandardCharsets.UTF_8));
  }

  /// The sentences of a refusal.
  public static List<String> texts(String operationOutcome) {
    return outcome(operationOutcome).getIssue().stream()
        .map(issue -> issue.getDetails().getText())
        .toList();
  }

  /// `Type/id` of every resource of this type in the Bundle, in its order.
  public static List<String> references(Bundle bundle, Class<? extends Resource> type) {
    List<String> references = new ArrayList<>();
    for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
      if (type.isInstance(entry.getResource())) {
        references.add(
            entry.getResource().fhirType() + "/" + entry.getResource().getIdElement().getIdPart());
      }
    }
    return references;
  }

  /// Every number that the model gave, by our own code of the output: percentages of a
  /// RiskAssessment, values of an Observation.
  public static Map<String, BigDecimal> numbers(String answer) {
    Map<String, BigDecimal> numbers = new TreeMap<>();
    for (Bundle.BundleEntryComponent entry : bundle(answer).getEntry()) {
      switch (entry.getResource()) {
        case RiskAssessment risk -> {
          for (RiskAssessmentPredictionComponent prediction : risk.getPrediction()) {
            numbers.put(
                ownCode(prediction.getOutcome()),
                prediction.getProbabilityDecimalType().getValue());
          }
        }
        case Observation observation ->
            numbers.put(ownCode(observation.getCode()), observation.getValueQuantity().getValue());
        default -> {}
      }
    }
    return numbers;
  }

  private static String ownCode(CodeableConcept concept) {
    return concept.getCoding().stream()
        .filter(coding -> coding.getSystem().equals(Terminology.MODEL_OUTPUT))
        .map(Coding::getCode)
        .findFirst()
        .orElseThrow();
  }
}
