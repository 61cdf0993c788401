package org.cloister.deid.sealing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Project Wycheproof's test vectors (C2SP/wycheproof, Apache-2.0), read from the shared data.
final class WycheproofVectors {
  private WycheproofVectors() {}

  /// The groups of one file; skips the calling test where the shared data is absent.
  static JsonNode groups(String file) throws IOException {
    Path path =
        Path.of(System.getProperty("cloister.shared", ""), "data", "audit", "wycheproof", file);
    assumeTrue(Files.isRegularFile(path), "skipped: no shared data");
    return new ObjectMapper().readTree(path.toFile()).path("testGroups");
  }

  static byte[] bytes(JsonNode test, String field) {
    return HexFormat.of().parseHex(test.path(field).asText());
  }

  static boolean valid(JsonNode test) {
    return test.path("result").asText().equals("valid");
  }

  static String name(JsonNode test) {
    return "tcId " + test.path("tcId").asInt() + " " + test.path("comment").asText();
  }
}
