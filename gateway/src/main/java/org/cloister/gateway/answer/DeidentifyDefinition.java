package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;

/// The OperationDefinition of `$deidentify`.
final class DeidentifyDefinition {
  static final String CODE = "deidentify";

  private DeidentifyDefinition() {}

  static String canonical(String baseUrl) {
    return baseUrl + "/OperationDefinition/" + CODE;
  }

  static OperationDefinition operationDefinition(String baseUrl, Instant built) {
    OperationDefinition operation = new OperationDefinition();
    operation.setId(CODE);
    operation.setUrl(canonical(baseUrl));
    operation.setName("Deidentify");
    operation.setTitle("De-identify a resource or Bundle for a domain");
    operation.setStatus(PublicationStatus.ACTIVE);
    operation.setKind(OperationKind.OPERATION);
    operation.setDateElement(CapabilityDocument.date(built));
    operation.setDescription(
        "De-identifies any resource or Bundle by the rules of the domain that it is for, and"
            + " answers with it. Nothing leaves that the rules do not name, and nothing before a"
            + " durable audit record of it. A body that is no Parameters resource is the document"
            + " itself, with domain, preset and purpose in the URL; application/fhir+ndjson is many"
            + " documents, all of them released or none. Needs the scope system/Bundle.c (or"
            + " user).");
    // An audit record is written: so POST only.
    operation.setAffectsState(true);
    operation.setCode(CODE);
    operation.setSystem(true);
    operation.setType(false);
    operation.setInstance(false);
    operation.addParameter(
        in("domain", 1, FHIRAllTypes.STRING)
            .setDocumentation(
                "Who gets the data: the name of their pseudonymisation domain. Codes of two domains"
                    + " cannot be linked."));
    operation.addParameter(
        in("preset", 0, FHIRAllTypes.STRING)
            .setDocumentation(
                "By which of the domain's rules, such as safe-harbor-strict; its first where"
                    + " absent."));
    operation.addParameter(
        in("purpose", 0, FHIRAllTypes.CODING)
            .setDocumentation(
                "Purpose of use, a code of v3-ActReason that the access token allows."));
    operation.addParameter(
        in("resource", 1, FHIRAllTypes.RESOURCE).setDocumentation("What is to be de-identified."));
    operation.addParameter(
        parameter("return", OperationParameterUse.OUT, 1, FHIRAllTypes.RESOURCE)
            .setDocumentation("The same, de-identified, with security labels that say so."));
    return operation;
  }

  private static OperationDefinitionParameterComponent in(String name, int min, FHIRAllTypes type) {
    return parameter(name, OperationParameterUse.IN, min, type);
  }

  private static OperationDefinitionParameterComponent parameter(
      String name, OperationParameterUse use, int min, FHIRAllTypes type) {
    OperationDefinitionParameterComponent parameter = new OperationDefinitionParameterComponent();
    parameter.setName(name);
    parameter.setUse(use);
    parameter.setMin(min);
    parameter.setMax("1");
    parameter.setType(type == FHIRAllTypes.RESOURCE ? "Resource" : type.toCode());
    return parameter;
  }
}
