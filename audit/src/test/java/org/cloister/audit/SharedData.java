package org.cloister.audit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Acceptance data beside the checkout; a test that needs it skips where it is absent.
public final class SharedData {
  private SharedData() {}

  public static JsonNode json(String path) throws IOException {
    Path file = Path.of(System.getProperty("cloister.shared", "absent"), "data/audit", path);
    assumeTrue(Files.exists(file), "skipped: no shared data");
    return new ObjectMapper().readTree(file.toFile());
  }

  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /// The member as text, empty for null.
  public static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.get(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }
}
