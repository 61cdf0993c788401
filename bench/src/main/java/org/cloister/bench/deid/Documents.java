package org.cloister.bench.deid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What is de-identified over and over.
///
/// @param origin for the result
/// @param all in order
record Documents(String origin, List<Document> all) {
  static final String MADE_UP = "made up";

  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param utf8 not changed by anybody
  /// @param resources entries of a Bundle that hold one; 1 for anything else
  @SuppressWarnings("ArrayRecordComponent") // read by all, never compared
  record Document(byte[] utf8, int resources) {
    static Document of(byte[] utf8) throws IOException {
      JsonNode root = JSON.readTree(utf8);
      int entries = 0;
      for (JsonNode entry : root.path("entry")) {
        entries += entry.has("resource") ? 1 : 0;
      }
      return new Document(utf8, Math.max(1, entries));
    }
  }

  Documents {
    all = List.copyOf(all);
  }

  static Documents made(byte[] utf8) throws IOException {
    return new Documents(MADE_UP, List.of(Document.of(utf8)));
  }

  /// @param path a document; a file with one a line (`.ndjson`); or a folder of both
  static Documents read(Path path) throws IOException {
    List<Document> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".ndjson")) {
          for (String line : Files.readAllLines(file)) {
            all.add(Document.of(line.getBytes(StandardCharsets.UTF_8)));
          }
        } else if (file.equals(path) || file.toString().endsWith(".json")) {
          all.add(Document.of(Files.readAllBytes(file)));
        }
      }
    }
    if (all.isEmpty()) {
      throw new IOException("there is no document in " + path);
    }
    return new Documents(String.valueOf(path.getFileName()), all);
  }

  long bytes() {
    return all.stream().mapToLong(document -> document.utf8().length).sum();
  }

  long resources() {
    return all.stream().mapToLong(Document::resources).sum();
  }
}
