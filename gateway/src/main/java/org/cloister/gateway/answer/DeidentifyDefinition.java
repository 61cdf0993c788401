package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.OperationDefinition;

/// The OperationDefinition of `$deidentify`.
final class DeidentifyDefinition {
  static final String CODE = "deidentify";

  private DeidentifyDefinition() {}

  static String canonical(String baseUrl) {
    return OperationParts.canonical(baseUrl, CODE);
  }

  static OperationDefinition operationDefinition(String baseUrl, Instant built) {
    OperationDefinition operation = OperationParts.operation(baseUrl, CODE, "Deidentify", built);
    operation.setTitle("De-identify a resource or Bundle for a domain");
    operation.setDescription(
        "De-identifies any resource or Bundle by the rules of the domain that it is for, and"
            + " answers with it. Nothing leaves that the rules do not name, and nothing before a"
            + " durable audit record of it. A body that is no Parameters resource is the document"
            + " itself, with domain, preset and purpose in the URL; application/fhir+ndjson is many"
            + " documents, all of them released or none. Needs the scope system/Bundle.c (or"
            + " user).");
    operation.setInstance(false);
    operation.addParameter(
        OperationParts.in("domain", 1, FHIRAllTypes.STRING)
            .setDocumentation(
                "Who gets the data: the name of their pseudonymisation domain. Codes of two domains"
                    + " cannot be linked."));
    operation.addParameter(
        OperationParts.in("preset", 0, FHIRAllTypes.STRING)
            .setDocumentation(
                "By which of the domain's rules, such as safe-harbor-strict; its first where"
                    + " absent."));
    operation.addParameter(
        OperationParts.in("purpose", 0, FHIRAllTypes.CODING)
            .setDocumentation(
                "Purpose of use, a code of v3-ActReason that the access token allows."));
    operation.addParameter(
        OperationParts.in("resource", 1, FHIRAllTypes.RESOURCE)
            .setDocumentation("What is to be de-identified."));
    operation.addParameter(
        OperationParts.result(FHIRAllTypes.RESOURCE)
            .setDocumentation("The same, de-identified, with security labels that say so."));
    return operation;
  }
}
