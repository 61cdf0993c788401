package org.cloister.gateway.answer;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.ExtensionContextType;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.hl7.fhir.r4.model.UriType;

/// The StructureDefinitions of the extensions that a Provenance of ours carries, as differentials.
final class ExtensionDefinitions {
  private final Instant built;

  ExtensionDefinitions(Instant built) {
    this.built = built;
  }

  List<StructureDefinition> all() {
    return List.of(metering(), auditRecord(), governingConsent());
  }

  private StructureDefinition auditRecord() {
    return simple(
        extension(
            Terminology.AUDIT_RECORD,
            "AuditRecord",
            "The record in the audit log that proves this inference."),
        "uuid");
  }

  private StructureDefinition governingConsent() {
    return simple(
        extension(
            Terminology.GOVERNING_CONSENT,
            "GoverningConsent",
            "The patient's Consent that decided whether the model could be asked."),
        "Reference");
  }

  private static StructureDefinition simple(StructureDefinition definition, String type) {
    element(definition, "Extension.extension", "Extension.extension").setMax("0");
    value(definition, "Extension", type);
    return definition;
  }

  private StructureDefinition metering() {
    StructureDefinition definition =
        extension(
            Terminology.METERING,
            "InferenceMetering",
            "Latency and cost of one inference, as far as known when the answer was written. Whole"
                + " numbers: nanoseconds, bytes, 1e-9 J, 1e-12 US dollars.");
    // A record of the log is metered too, not only an answer.
    definition.addContext().setType(ExtensionContextType.ELEMENT).setExpression("AuditEvent");
    timing(definition, "stage", "Wall time of one stage, in the order they ran");
    optional(definition, "cpuNanoseconds", "CPU time");
    optional(definition, "runQueueNanoseconds", "Time ready to run with no core free");
    optional(definition, "allocatedBytes", "Java heap allocated");
    figure(definition, "energyMethod", "code", "How energy was found: rapl, nvml, model or none");
    optional(definition, "energyNanojoules", "Energy attributed to the call, 1e-9 J");
    figure(definition, "costPicoUsd", "decimal", "Cost by the configured tariff, 1e-12 US dollars");
    figure(definition, "expectedNanoseconds", "decimal", "Latency expected of this model");
    timing(definition, "excess", "Time beyond the expected, by cause");
    element(definition, "Extension.url", "Extension.url")
        .setFixed(new UriType(Terminology.METERING));
    element(definition, "Extension.value[x]", "Extension.value[x]").setMax("0");
    return definition;
  }

  private StructureDefinition extension(String url, String name, String description) {
    StructureDefinition definition = new StructureDefinition();
    definition.setId(url.substring(url.lastIndexOf('/') + 1));
    definition.setUrl(url);
    definition.setName(name);
    definition.setStatus(PublicationStatus.ACTIVE);
    definition.setDateElement(CapabilityDocument.date(built));
    definition.setDescription(description);
    definition.setFhirVersion(FHIRVersion._4_0_1);
    definition.setKind(StructureDefinitionKind.COMPLEXTYPE);
    definition.setAbstract(false);
    definition.addContext().setType(ExtensionContextType.ELEMENT).setExpression("Provenance");
    definition.setType("Extension");
    definition.setBaseDefinition("http://hl7.org/fhir/StructureDefinition/Extension");
    definition.setDerivation(TypeDerivationRule.CONSTRAINT);
    element(definition, "Extension", "Extension").setShort(name).setDefinition(description);
    return definition;
  }

  /// A slice with a name and a duration.
  private static void timing(StructureDefinition definition, String slice, String meaning) {
    String id = "Extension.extension:" + slice;
    slice(definition, id, slice).setShort(meaning).setMin(0).setMax("*");
    nested(definition, id, "name", "code");
    nested(definition, id, "nanoseconds", "decimal");
    fixedUrl(definition, id, slice);
    element(definition, id + ".value[x]", "Extension.extension.value[x]").setMax("0");
  }

  private static void nested(
      StructureDefinition definition, String parent, String slice, String type) {
    String id = parent + ".extension:" + slice;
    String path = "Extension.extension.extension";
    element(definition, id, path).setSliceName(slice).setMin(1).setMax("1");
    element(definition, id + ".url", path + ".url").setFixed(new UriType(slice));
    element(definition, id + ".value[x]", path + ".value[x]").setMin(1).addType().setCode(type);
  }

  /// A slice with one value, which is always there.
  private static void figure(
      StructureDefinition definition, String slice, String type, String meaning) {
    String id = "Extension.extension:" + slice;
    single(slice(definition, id, slice).setShort(meaning).setMin(1), definition, type);
  }

  /// A slice with one number, absent where the machine does not give it.
  private static void optional(StructureDefinition definition, String slice, String meaning) {
    String id = "Extension.extension:" + slice;
    single(slice(definition, id, slice).setShort(meaning).setMin(0), definition, "decimal");
  }

  private static void single(
      ElementDefinition sliced, StructureDefinition definition, String type) {
    String id = sliced.getId();
    String slice = sliced.getSliceName();
    sliced.setMax("1");
    element(definition, id + ".extension", "Extension.extension.extension").setMax("0");
    fixedUrl(definition, id, slice);
    element(definition, id + ".value[x]", "Extension.extension.value[x]")
        .setMin(1)
        .addType()
        .setCode(type);
  }

  private static ElementDefinition slice(StructureDefinition definition, String id, String name) {
    return element(definition, id, "Extension.extension").setSliceName(name);
  }

  private static void fixedUrl(StructureDefinition definition, String id, String url) {
    element(definition, id + ".url", "Extension.extension.url").setFixed(new UriType(url));
  }

  private static void value(StructureDefinition definition, String parent, String type) {
    element(definition, parent + ".url", "Extension.url")
        .setFixed(new UriType(definition.getUrl()));
    element(definition, parent + ".value[x]", "Extension.value[x]")
        .setMin(1)
        .addType()
        .setCode(type);
  }

  private static ElementDefinition element(StructureDefinition definition, String id, String path) {
    ElementDefinition element = definition.getDifferential().addElement();
    element.setId(id);
    element.setPath(path);
    return element;
  }
}
