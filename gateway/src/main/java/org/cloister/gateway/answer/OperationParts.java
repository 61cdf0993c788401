package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;

/// What the OperationDefinitions of this server have in common.
final class OperationParts {
  private OperationParts() {}

  static String canonical(String baseUrl, String code) {
    return baseUrl + "/OperationDefinition/" + code;
  }

  /// An operation of the whole system.
  static OperationDefinition operation(String baseUrl, String code, String name, Instant built) {
    OperationDefinition operation = new OperationDefinition();
    operation.setId(code);
    operation.setUrl(canonical(baseUrl, code));
    operation.setName(name);
    operation.setStatus(PublicationStatus.ACTIVE);
    operation.setKind(OperationKind.OPERATION);
    operation.setDateElement(CapabilityDocument.date(built));
    // An audit record is written, if nothing else: so POST only.
    operation.setAffectsState(true);
    operation.setCode(code);
    operation.setSystem(true);
    operation.setType(false);
    return operation;
  }

  static OperationDefinitionParameterComponent in(String name, int min, FHIRAllTypes type) {
    return parameter(name, OperationParameterUse.IN, min, type);
  }

  /// The one parameter that is answered with.
  static OperationDefinitionParameterComponent result(FHIRAllTypes type) {
    return parameter("return", OperationParameterUse.OUT, 1, type);
  }

  static OperationDefinitionParameterComponent out(String name, int min, FHIRAllTypes type) {
    return parameter(name, OperationParameterUse.OUT, min, type);
  }

  /// A parameter that is answered with and has parts.
  static OperationDefinitionParameterComponent out(String name, int min) {
    return parameter(name, OperationParameterUse.OUT, min);
  }

  private static OperationDefinitionParameterComponent parameter(
      String name, OperationParameterUse use, int min) {
    OperationDefinitionParameterComponent parameter = new OperationDefinitionParameterComponent();
    parameter.setName(name);
    parameter.setUse(use);
    parameter.setMin(min);
    parameter.setMax("1");
    return parameter;
  }

  private static OperationDefinitionParameterComponent parameter(
      String name, OperationParameterUse use, int min, FHIRAllTypes type) {
    OperationDefinitionParameterComponent parameter = parameter(name, use, min);
    parameter.setType(type == FHIRAllTypes.RESOURCE ? "Resource" : type.toCode());
    return parameter;
  }
}
