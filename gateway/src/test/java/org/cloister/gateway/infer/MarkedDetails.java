package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What real records carry beside the little that a model asks for, a marker in each place.
final class MarkedDetails {
  private final Markers markers;
  private final String patientId;

  MarkedDetails(Markers markers, String patientId) {
    this.markers = markers;
    this.patientId = patientId;
  }

  /// Adds to a resource of the bundle whatever FHIR R4 lets it carry.
  void addTo(ObjectNode resource) {
    common(resource);
    switch (resource.get("resourceType").asText()) {
      case "Patient" -> patient(resource);
      case "Observation" -> observation(resource);
      case "Condition" -> condition(resource);
      case "MedicationStatement" -> medication(resource);
      case "Consent" -> consent(resource);
      default -> throw new IllegalArgumentException("unexpected resource type");
    }
  }

  private void common(ObjectNode resource) {
    resource
        .putObject("text")
        .put("status", "generated")
        .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>" + word() + "</p></div>");
    resource.withObject("/meta").put("source", "urn:" + word()).putArray("tag").add(coding());
    resource.withArray("/meta/profile").add("https://example.org/" + word());
    ArrayNode extensions = resource.putArray("extension");
    extensions.addObject().put("url", "https://example.org/" + word()).put("valueString", word());
    extensions
        .addObject()
        .put("url", "https://example.org/" + word())
        .set("valueReference", reference("Practitioner"));
    resource
        .putArray("contained")
        .addObject()
        .put("resourceType", "Practitioner")
        .put("id", word())
        .putArray("name")
        .addObject()
        .put("text", word())
        .put("family", word());
    resource.withArray("/identifier").add(identifier());
  }

  private void patient(ObjectNode patient) {
    patient
        .putObject("_birthDate")
        .putArray("extension")
        .addObject()
        .put("url", "https://example.org/" + word())
        .put("valueString", word());
    ObjectNode contact = patient.putArray("contact").addObject();
    contact.putObject("name").put("text", word());
    contact.putArray("telecom").addObject().put("system", "email").put("value", word() + "@x.org");
    contact.putObject("address").put("text", word()).put("district", word());
    patient.putObject("maritalStatus").put("text", word());
    patient.putArray("photo").add(attachment());
    patient.putArray("generalPractitioner").add(reference("Practitioner"));
    patient.set("managingOrganization", reference("Organization"));
    patient
        .putArray("communication")
        .addObject()
        .putObject("language")
        .put("text", word())
        .putArray("coding")
        .add(coding());
  }

  private void observation(ObjectNode observation) {
    code(observation.withObject("/code"));
    annotated(observation);
    observation.putArray("performer").add(reference("Practitioner"));
    observation.set("encounter", reference("Encounter"));
    observation.set("device", reference("Device"));
    observation.set("specimen", reference("Specimen"));
    observation.putObject("method").put("text", word());
    observation.putObject("bodySite").put("text", word());
    observation.putArray("interpretation").addObject().put("text", word());
    observation.putArray("referenceRange").addObject().put("text", word());
  }

  private void condition(ObjectNode condition) {
    code(condition.withObject("/code"));
    annotated(condition);
    condition.set("asserter", reference("Practitioner"));
    condition.set("encounter", reference("Encounter"));
    condition.putArray("evidence").addObject().putArray("detail").add(reference("Observation"));
    condition.putArray("stage").addObject().putObject("summary").put("text", word());
  }

  private void medication(ObjectNode medication) {
    code(medication.withObject("/medicationCodeableConcept"));
    annotated(medication);
    medication.set("informationSource", reference("Practitioner"));
    medication.putArray("dosage").addObject().put("text", word()).put("patientInstruction", word());
    medication.putArray("reasonCode").addObject().put("text", word());
  }

  private void consent(ObjectNode consent) {
    consent.set("sourceAttachment", attachment());
    consent.putArray("organization").add(reference("Organization"));
    consent.withObject("/scope").put("text", word());
    consent.withObject("/policyRule").put("text", word());
    consent
        .putArray("policy")
        .addObject()
        .put("authority", "https://example.org/" + word())
        .put("uri", "https://example.org/" + word());
    consent
        .withObject("/provision")
        .putArray("extension")
        .addObject()
        .put("url", "https://example.org/" + word())
        .put("valueString", word());
  }

  /// Whole resources of which a model reads nothing.
  List<ObjectNode> resourcesThatNobodyReads() {
    ObjectNode document = resource("DocumentReference").put("status", "current");
    document.set("subject", patient());
    document.put("description", word());
    document.putArray("content").addObject().set("attachment", attachment());
    ObjectNode practitioner = resource("Practitioner");
    practitioner.putArray("name").addObject().put("text", word()).putArray("given").add(word());
    ObjectNode encounter = resource("Encounter").put("status", "finished");
    encounter.set("class", coding());
    encounter.set("subject", patient());
    ObjectNode history = resource("Observation").put("status", "final").put("valueString", word());
    history.putObject("code").put("text", word()).putArray("coding").add(coding());
    history.set("subject", patient());
    history.put("effectiveDateTime", "2020-02-02");
    return List.of(document, practitioner, encounter, history);
  }

  private ObjectNode resource(String type) {
    ObjectNode resource = node().put("resourceType", type).put("id", word());
    resource.putArray("identifier").add(identifier());
    return resource;
  }

  private ObjectNode patient() {
    return node().put("reference", "Patient/" + patientId).put("display", word());
  }

  private void annotated(ObjectNode resource) {
    resource.putArray("note").addObject().put("authorString", word()).put("text", word());
  }

  private void code(ObjectNode concept) {
    concept.put("text", word());
    concept.withArray("/coding").add(coding());
  }

  private ObjectNode coding() {
    return node()
        .put("system", "https://example.org/" + word())
        .put("version", word())
        .put("code", word())
        .put("display", word());
  }

  private ObjectNode reference(String type) {
    ObjectNode reference =
        node().put("reference", type + "/" + word()).put("type", type).put("display", word());
    reference.set("identifier", identifier());
    return reference;
  }

  private ObjectNode identifier() {
    ObjectNode identifier =
        node().put("system", "https://example.org/" + word()).put("value", word());
    identifier.putObject("assigner").put("display", word());
    return identifier;
  }

  private ObjectNode attachment() {
    return node()
        .put("contentType", "text/plain")
        .put("title", word())
        .put("url", "https://example.org/" + word())
        .put(
            "data", Base64.getEncoder().encodeToString(word().getBytes(StandardCharsets.US_ASCII)));
  }

  private String word() {
    return markers.next();
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
