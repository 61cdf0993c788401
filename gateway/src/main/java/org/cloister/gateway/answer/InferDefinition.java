package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.OperationDefinition;

/// The OperationDefinition of `$infer`.
final class InferDefinition {
  static final String CODE = "infer";

  private InferDefinition() {}

  static String canonical(String baseUrl) {
    return OperationParts.canonical(baseUrl, CODE);
  }

  static OperationDefinition operationDefinition(String baseUrl, Instant built) {
    OperationDefinition operation = OperationParts.operation(baseUrl, CODE, "Infer", built);
    operation.setTitle("Ask a model about one patient");
    operation.setDescription(
        "Decides whether this caller may ask this model about this patient for this purpose,"
            + " reduces the input to what the model needs, runs the model, and answers with its"
            + " results, their Provenance and the model's Device. The answer leaves only after a"
            + " durable audit record of it. Needs the scope system/RiskAssessment.c (or user or"
            + " patient) and read scopes for the types of the input.");
    operation.setInstance(true);
    operation.addResource("Patient");
    parameters(operation);
    return operation;
  }

  private static void parameters(OperationDefinition operation) {
    operation.addParameter(
        OperationParts.in("model", 1, FHIRAllTypes.STRING)
            .setDocumentation(
                "The model's id, such as prevent-2023-base, or its canonical; the version after |"
                    + " is not looked at."));
    operation.addParameter(
        OperationParts.in("input", 0, FHIRAllTypes.BUNDLE)
            .setDocumentation(
                "The patient's data, a Bundle of type collection with one Patient. A call without"
                    + " it is refused: this server holds no patient data of its own."));
    operation.addParameter(
        OperationParts.in("subject", 0, FHIRAllTypes.REFERENCE)
            .setDocumentation("The patient, where a server holds data of its own."));
    operation.addParameter(
        OperationParts.in("asOf", 0, FHIRAllTypes.DATETIME)
            .setDocumentation(
                "Index time of ages and look-backs; the newest measurement where absent."));
    operation.addParameter(
        OperationParts.in("purpose", 0, FHIRAllTypes.CODING)
            .setDocumentation(
                "Purpose of use, a code of v3-ActReason that the access token allows."));
    operation.addParameter(
        OperationParts.in("breakGlassReason", 0, FHIRAllTypes.STRING)
            .setDocumentation("Why a refusal must be overridden; recorded and reviewed."));
    operation.addParameter(
        OperationParts.result(FHIRAllTypes.BUNDLE)
            .setDocumentation(
                "A Bundle of type collection: RiskAssessment or Observations, Provenance,"
                    + " Device."));
  }
}
