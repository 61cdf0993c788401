package org.cloister.gateway.event;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.ExtensionContextType;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.UriType;

/// The StructureDefinitions of the extensions that an AuditEvent of ours carries.
final class EventExtensions {
  private final Definitions definitions;

  EventExtensions(Instant built) {
    this.definitions = new Definitions(built);
  }

  List<StructureDefinition> all() {
    return List.of(
        logEntry(),
        simple(
            AuditTerms.POLICY_SET,
            "PolicySet",
            "SHA-256 of the policy set in force, 64 hexadecimal digits.",
            "string"),
        onAgent(
            simple(
                AuditTerms.SIGN_IN_METHOD,
                "SignInMethod",
                "How the person signed in: one value of the token's `amr` (RFC 8176).",
                "string")),
        onAgent(
            simple(
                AuditTerms.SIGN_IN_TIME,
                "SignInTime",
                "When the person signed in: the token's `auth_time`.",
                "instant")),
        erased(),
        simple(
            AuditTerms.MISSING,
            "MissingPart",
            "Which part of the record is not there, or cannot be opened, although no act of the log"
                + " erased it: `record`, what it said of the patient; `agent`, who acted. It was"
                + " lost or taken away.",
            "code"));
  }

  private static StructureDefinition onAgent(StructureDefinition definition) {
    definition.getContextFirstRep().setExpression("AuditEvent.agent");
    return definition;
  }

  private StructureDefinition logEntry() {
    StructureDefinition definition =
        extension(
            AuditTerms.LOG_ENTRY,
            "AuditLogEntry",
            "Where the record stands in the tamper-evident log (RFC 6962, C2SP tlog-tiles).");
    part(definition, "index", "decimal", 1);
    part(definition, "leafHash", "string", 1);
    part(definition, "receipt", "url", 1);
    part(definition, "intent", "decimal", 0);
    return complex(definition, AuditTerms.LOG_ENTRY);
  }

  private StructureDefinition erased() {
    StructureDefinition definition =
        extension(
            AuditTerms.ERASED,
            "Erased",
            "Which part of the record was erased: `record`, what it said of the patient; `agent`,"
                + " who acted. And by which act: its place in the log, its scope, legal basis and"
                + " time. The log still proves that there was a record.");
    part(definition, "part", "code", 1);
    part(definition, "entry", "decimal", 1);
    part(definition, "scope", "string", 1);
    part(definition, "legalBasis", "string", 1);
    part(definition, "at", "instant", 1);
    return complex(definition, AuditTerms.ERASED);
  }

  private static StructureDefinition complex(StructureDefinition definition, String url) {
    Definitions.element(definition, "Extension.url", "Extension.url").setFixed(new UriType(url));
    Definitions.element(definition, "Extension.value[x]", "Extension.value[x]").setMax("0");
    return definition;
  }

  private static void part(StructureDefinition definition, String slice, String type, int min) {
    String id = "Extension.extension:" + slice;
    String path = "Extension.extension";
    Definitions.element(definition, id, path).setSliceName(slice).setMin(min).setMax("1");
    Definitions.element(definition, id + ".extension", path + ".extension").setMax("0");
    Definitions.element(definition, id + ".url", path + ".url").setFixed(new UriType(slice));
    Definitions.element(definition, id + ".value[x]", path + ".value[x]")
        .setMin(1)
        .addType()
        .setCode(type);
  }

  private StructureDefinition simple(String url, String name, String description, String type) {
    StructureDefinition definition = extension(url, name, description);
    Definitions.element(definition, "Extension.extension", "Extension.extension").setMax("0");
    Definitions.element(definition, "Extension.url", "Extension.url").setFixed(new UriType(url));
    Definitions.element(definition, "Extension.value[x]", "Extension.value[x]")
        .setMin(1)
        .addType()
        .setCode(type);
    return definition;
  }

  private StructureDefinition extension(String url, String name, String description) {
    StructureDefinition definition = definitions.of(url, name, description);
    definition.setKind(StructureDefinitionKind.COMPLEXTYPE);
    definition.addContext().setType(ExtensionContextType.ELEMENT).setExpression("AuditEvent");
    definition.setType("Extension");
    definition.setBaseDefinition("http://hl7.org/fhir/StructureDefinition/Extension");
    Definitions.element(definition, "Extension", "Extension")
        .setShort(name)
        .setDefinition(description);
    return definition;
  }
}
