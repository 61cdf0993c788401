package org.cloister.gateway.compliance.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.cloister.audit.CanonicalJson;

/// What reviews keep as sealed texts, as JSON objects.
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String text(CanonicalJson json) {
    return new String(json.bytes(), StandardCharsets.UTF_8);
  }

  /// The object that this program sealed.
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) {
    try {
      return MAPPER.readValue(text, Map.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sealed text of a review is no JSON object");
    }
  }
}
