package org.cloister.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What an AuditEvent in JSON says.
final class EventJson {
  private EventJson() {}

  /// `subtype outcome patient purpose`, with `-` for what is not said.
  static String words(JsonNode event) {
    List<String> ours =
        stream(event.path("subtype"))
            .filter(subtype -> subtype.path("system").asText().equals(AuditTerms.EVENT))
            .map(subtype -> subtype.path("code").asText())
            .toList();
    String patient =
        stream(event.path("entity"))
            .filter(entity -> entity.path("role").path("code").asText().equals("1"))
            .map(entity -> entity.path("what").path("reference").asText())
            .findFirst()
            .orElse("-");
    String purpose =
        event.path("purposeOfEvent").path(0).path("coding").path(0).path("code").asText("-");
    return (ours.isEmpty() ? "consent" : ours.getLast())
        + " "
        + event.path("outcome").asText()
        + " "
        + patient
        + " "
        + purpose;
  }

  static long index(JsonNode event) {
    return extension(event, AuditTerms.LOG_ENTRY)
        .path("extension")
        .path(0)
        .path("valueDecimal")
        .asLong();
  }

  static List<String> profiles(JsonNode event) {
    return stream(event.path("meta").path("profile")).map(JsonNode::asText).toList();
  }

  static JsonNode extension(JsonNode event, String url) {
    return stream(event.path("extension"))
        .filter(extension -> extension.path("url").asText().equals(url))
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  static JsonNode entity(JsonNode event, String type) {
    return stream(event.path("entity"))
        .filter(entity -> entity.path("type").path("code").asText().equals(type))
        .findFirst()
        .orElseThrow();
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static byte[] bytes(JsonNode event) {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }
}
