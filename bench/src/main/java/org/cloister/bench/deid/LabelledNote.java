package org.cloister.bench.deid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A clinical note of which is known what must vanish and what must stay.
///
/// @param identifying may be empty, like `clinical`
record LabelledNote(String text, List<Place> identifying, List<Place> clinical) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param start in characters
  /// @param end exclusive
  /// @param label such as `PATIENT`
  record Place(int start, int end, String label) {}

  LabelledNote {
    identifying = List.copyOf(identifying);
    clinical = List.copyOf(clinical);
  }

  /// One JSON object a line: `text`, `spans` with `start`, `end`, `label` and `must_vanish`, and
  /// `must_survive` with `start` and `end`.
  static List<LabelledNote> read(Path file) throws IOException {
    List<LabelledNote> notes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode json = JSON.readTree(line);
      List<Place> identifying = new ArrayList<>();
      for (JsonNode span : json.path("spans")) {
        if (span.path("must_vanish").asBoolean()) {
          identifying.add(place(span));
        }
      }
      List<Place> clinical = new ArrayList<>();
      json.path("must_survive").forEach(span -> clinical.add(place(span)));
      notes.add(new LabelledNote(json.path("text").asText(), identifying, clinical));
    }
    if (notes.isEmpty()) {
      throw new IOException("there is no note in " + file);
    }
    return notes;
  }

  private static Place place(JsonNode span) {
    return new Place(
        span.path("start").asInt(),
        span.path("end").asInt(),
        span.path("label").asText("CLINICAL"));
  }
}
