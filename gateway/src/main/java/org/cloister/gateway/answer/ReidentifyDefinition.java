package org.cloister.gateway.answer;

import java.time.Instant;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationDefinitionParameterComponent;

/// The OperationDefinition of `$reidentify`.
final class ReidentifyDefinition {
  static final String CODE = "reidentify";

  private ReidentifyDefinition() {}

  static String canonical(String baseUrl) {
    return OperationParts.canonical(baseUrl, CODE);
  }

  static OperationDefinition operationDefinition(String baseUrl, Instant built) {
    OperationDefinition operation = OperationParts.operation(baseUrl, CODE, "Reidentify", built);
    operation.setTitle("Ask whom released codes stand for, and be told once it is approved");
    operation.setDescription(
        "Two calls. With domain, pseudonym and reason it puts the codes before a data trustee and"
            + " answers 202 with the id of the request. With that request, once another person has"
            + " approved it, it answers with the originals: to whoever asked, once, within a time."
            + " All codes of a request are opened or none. The purpose of use is the access"
            + " token's only one, or the Cloister-Purpose header's; it is the same in both calls."
            + " Limited by person, domain and day. Needs the scope system/Person.r (or user).");
    operation.setInstance(false);
    operation.addParameter(
        OperationParts.in("domain", 0, FHIRAllTypes.STRING)
            .setDocumentation("The pseudonymisation domain that gave the codes."));
    operation.addParameter(
        OperationParts.in("pseudonym", 0, FHIRAllTypes.STRING)
            .setMax("*")
            .setDocumentation(
                "A code: a UUID, with or without urn:uuid: before it; or an encrypted value."));
    operation.addParameter(
        OperationParts.in("reason", 0, FHIRAllTypes.STRING)
            .setDocumentation("Why it must be known, in words, for whoever approves it."));
    operation.addParameter(
        OperationParts.in("request", 0, FHIRAllTypes.UUID)
            .setDocumentation("Opens this request; no other parameter goes with it."));
    operation.addParameter(
        OperationParts.out("request", 0, FHIRAllTypes.UUID).setDocumentation("What was asked."));
    operation.addParameter(
        OperationParts.out("state", 0, FHIRAllTypes.CODE)
            .setDocumentation("waiting: for a data trustee."));
    operation.addParameter(
        OperationParts.out("until", 0, FHIRAllTypes.INSTANT)
            .setDocumentation("When the request lapses."));
    OperationDefinitionParameterComponent pseudonym = OperationParts.out("pseudonym", 0);
    pseudonym.setMax("*").setDocumentation("One code of the request, in their order.");
    pseudonym.addPart(OperationParts.out("pseudonym", 1, FHIRAllTypes.STRING));
    pseudonym.addPart(OperationParts.out("domain", 1, FHIRAllTypes.STRING));
    pseudonym.addPart(
        OperationParts.out("element", 0, FHIRAllTypes.STRING)
            .setDocumentation("Where an encrypted value stood, such as HumanName.family."));
    pseudonym.addPart(
        OperationParts.out("original", 1, FHIRAllTypes.ELEMENT)
            .setDocumentation(
                "A Reference where the code stands for the id of a resource of a known type; a"
                    + " string where the value was encrypted; else an Identifier."));
    operation.addParameter(pseudonym);
    return operation;
  }
}
