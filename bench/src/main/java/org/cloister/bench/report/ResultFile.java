package org.cloister.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// `bench/results/NAME.json` of the checkout.
public final class ResultFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultFile() {}

  /// The checkout that the launcher started us from; the working directory without a launcher.
  public static Path root() {
    return Path.of(System.getProperty("cloister.root", ".")).toAbsolutePath().normalize();
  }

  /// Replaces the result of the run before.
  public static Path write(String bench, Map<String, Object> result) throws IOException {
    Path file = root().resolve("bench").resolve("results").resolve(bench + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.writeValueAsString(result) + "\n");
    return file;
  }
}
