package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;

/// The OperationDefinition of `$infer`.
final class InferDefinition {
  static final String CODE = "infer";

  private InferDefinition() {}

  static String canonical(String baseUrl) {
    return baseUrl + "/OperationDefinition/" + CODE;
  }

  static OperationDefinition operationDefinition(String baseUrl, Instant built) {
    OperationDefinition operation = new OperationDefinition();
    operation.setId(CODE);
    operation.setUrl(canonical(baseUrl));
    operation.setName("Infer");
    operation.setTitle("Ask a model about one patient");
    operation.setStatus(PublicationStatus.ACTIVE);
    operation.setKind(OperationKind.OPERATION);
    operation.setDateElement(CapabilityDocument.date(built));
    operation.setDescription(
        "Decides whether this caller may ask this model about this patient for this purpose,"
            + " reduces the input to what the model needs, runs the model, and answers with its"
            + " results, their Provenance and the model's Device. The answer leaves only after a"
            + " durable audit record of it. Needs the scope system/RiskAssessment.c (or user or"
            + " patient) and read scopes for the types of the input.");
    // An audit record and the results are written: so POST only.
    operation.setAffectsState(true);
    operation.setCode(CODE);
    operation.setSystem(true);
    operation.setType(false);
    operation.setInstance(true);
    operation.addResource("Patient");
    parameters(operation);
    return operation;
  }

  private static void parameters(OperationDefinition operation) {
    operation.addParameter(
        in("model", 1, FHIRAllTypes.STRING)
            .setDocumentation(
                "The model's id, such as prevent-2023-base, or its canonical; the version after |"
                    + " is not looked at."));
    operation.addParameter(
        in("input", 0, FHIRAllTypes.BUNDLE)
            .setDocumentation(
                "The patient's data, a Bundle of type collection with one Patient. A call without"
                    + " it is refused: this server holds no patient data of its own."));
    operation.addParameter(
        in("subject", 0, FHIRAllTypes.REFERENCE)
            .setDocumentation("The patient, where a server holds data of its own."));
    operation.addParameter(
        in("asOf", 0, FHIRAllTypes.DATETIME)
            .setDocumentation(
                "Index time of ages and look-backs; the newest measurement where absent."));
    operation.addParameter(
        in("purpose", 0, FHIRAllTypes.CODING)
            .setDocumentation(
                "Purpose of use, a code of v3-ActReason that the access token allows."));
    operation.addParameter(
        in("breakGlassReason", 0, FHIRAllTypes.STRING)
            .setDocumentation("Why a refusal must be overridden; recorded and reviewed."));
    OperationDefinitionParameterComponent result = new OperationDefinitionParameterComponent();
    result.setName("return");
    result.setUse(OperationParameterUse.OUT);
    result.setMin(1);
    result.setMax("1");
    result.setType(FHIRAllTypes.BUNDLE.toCode());
    result.setDocumentation(
        "A Bundle of type collection: RiskAssessment or Observations, Provenance, Device.");
    operation.addParameter(result);
  }

  private static OperationDefinitionParameterComponent in(String name, int min, FHIRAllTypes type) {
    OperationDefinitionParameterComponent parameter = new OperationDefinitionParameterComponent();
    parameter.setName(name);
    parameter.setUse(OperationParameterUse.IN);
    parameter.setMin(min);
    parameter.setMax("1");
    parameter.setType(type.toCode());
    return parameter;
  }
}
