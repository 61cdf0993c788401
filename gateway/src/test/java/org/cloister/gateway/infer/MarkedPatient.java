package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cloister.gateway.demo.SyntheticPatient;

/// The call that an EHR makes about a fictional person, with a marker of its own in every string
/// that may be anything: ids, names, identifiers, addresses, displays, units as written, notes,
/// narratives, extensions, contained resources, attachments, the free text of Consents, and whole
/// resources that no model asks for. What remains as it was are codes, dates and numbers.
final class MarkedPatient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Strings that the call cannot do without in their exact form.
  private static final Set<String> EXACT =
      Set.of(
          "resourceType",
          "system",
          "code",
          "status",
          "type",
          "gender",
          "birthDate",
          "use",
          "dateTime",
          "effectiveDateTime",
          "onsetDateTime",
          "start");

  private final Markers markers;
  private final ObjectNode body;
  private final ObjectNode bundle;
  private final Map<String, String> idByOldId = new HashMap<>();
  private final Set<String> references = new HashSet<>();
  private final String patientId;

  MarkedPatient(SyntheticPatient person, Markers markers) {
    this.markers = markers;
    try {
      this.body = (ObjectNode) JSON.readTree(person.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.bundle = (ObjectNode) parameter("input").get("resource");
    for (JsonNode entry : bundle.get("entry")) {
      JsonNode resource = entry.get("resource");
      String id = markers.next();
      idByOldId.put(resource.get("id").asText(), id);
      references.add(resource.get("resourceType").asText() + "/" + id);
    }
    this.patientId = Objects.requireNonNull(idByOldId.get(resource("Patient").get("id").asText()));
    String server = "https://" + markers.next() + ".example/fhir/";
    for (JsonNode entry : bundle.get("entry")) {
      ObjectNode resource = (ObjectNode) entry.get("resource");
      mark(resource);
      ((ObjectNode) entry)
          .put("fullUrl", server + resource.get("resourceType").asText() + "/" + id(resource));
      new MarkedDetails(markers, patientId).addTo(resource);
    }
    ArrayNode entries = (ArrayNode) bundle.get("entry");
    new MarkedDetails(markers, patientId)
        .resourcesThatNobodyReads()
        .forEach(resource -> entries.addObject().set("resource", resource));
  }

  /// Every string below this node that may be anything.
  private void mark(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, array.textNode(array.get(i).textValue() + markers.next()));
        }
        mark(array.get(i));
      }
    } else if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        mark(property.getValue());
        if (property.getValue().isTextual() && !EXACT.contains(property.getKey())) {
          property.setValue(
              object.textNode(marked(property.getKey(), property.getValue().textValue())));
        }
      }
    }
  }

  private String marked(String property, String text) {
    return switch (property) {
      case "id" -> idByOldId.getOrDefault(text, markers.next());
      case "reference" -> {
        String[] parts = text.split("/", 2);
        yield parts[0] + "/" + idByOldId.getOrDefault(parts[1], markers.next());
      }
      default -> text + markers.next();
    };
  }

  String patientId() {
    return patientId;
  }

  /// `Type/id` of every resource that was handed in: what an answer may say of it.
  Set<String> references() {
    return references;
  }

  /// The first resource of this type in the bundle.
  ObjectNode resource(String type) {
    for (JsonNode entry : bundle.get("entry")) {
      if (entry.get("resource").get("resourceType").asText().equals(type)) {
        return (ObjectNode) entry.get("resource");
      }
    }
    throw new IllegalArgumentException(type);
  }

  /// The parameter of this name.
  ObjectNode parameter(String name) {
    for (JsonNode parameter : body.get("parameter")) {
      if (parameter.get("name").asText().equals(name)) {
        return (ObjectNode) parameter;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /// A new parameter, without a value yet.
  ObjectNode addParameter(String name) {
    return ((ArrayNode) body.get("parameter")).addObject().put("name", name);
  }

  ObjectNode bundle() {
    return bundle;
  }

  byte[] body() {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String id(ObjectNode resource) {
    return resource.get("id").asText();
  }
}
