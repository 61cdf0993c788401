package org.cloister.gateway.infer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A patient whose every identifying value is one that stands nowhere else, to be looked for later.
public final class PlantedPatient {
  private static final int VALUES = 20;

  private final List<String> values = new ArrayList<>();

  public PlantedPatient(Random random) {
    while (values.size() < VALUES) {
      values.add("Q" + Long.toString(random.nextLong() >>> 1, 36) + "zx");
    }
  }

  public String id() {
    return values.getFirst();
  }

  /// Of a call of `$infer` that is answered.
  public byte[] body() {
    return planted(new String(ModelCall.ckdEpi(id()).body(), StandardCharsets.UTF_8));
  }

  /// The call with these values in the places of the patient's names and further identifiers.
  private byte[] planted(String call) {
    StringBuilder identifiers = new StringBuilder();
    for (String value : values.subList(4, values.size())) {
      identifiers.append("{\"system\":\"urn:example:id\",\"value\":\"" + value + "\"},");
    }
    String body =
        call.replace("Quillfeather", values.get(1))
            .replace("Araminta", values.get(2))
            .replace("Wobbleton", values.get(3))
            .replace("\"identifier\":[", "\"identifier\":[" + identifiers);
    if (!values.stream().allMatch(body::contains)) {
      throw new IllegalStateException("a value was not planted");
    }
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /// Where any of the values was found, in any form in which software writes text.
  public List<String> below(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int number = i;
      new FileSearch(values.get(i))
          .below(folder).stream()
              .map(place -> "value " + number + " in " + place)
              .forEach(found::add);
    }
    return found;
  }

  @Override
  public String toString() {
    return "PlantedPatient";
  }
}
