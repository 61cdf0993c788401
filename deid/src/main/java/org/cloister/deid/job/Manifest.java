package org.cloister.deid.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a finished job did, as `manifest.json`: terms, files by their hashes, counts. It travels
/// with the outputs, so it names no input but by its hash.
public final class Manifest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Manifest() {}

  static byte[] of(JobTerms terms, List<FileResult> files, String finishedAt) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "cloister-deidentification/1");
    root.set("terms", JSON.valueToTree(terms));
    root.put(
        "startedAt",
        files.stream().map(FileResult::startedAt).min(String::compareTo).orElse(finishedAt));
    root.put("finishedAt", finishedAt);
    root.set(
        "counts",
        JSON.valueToTree(
            files.stream().map(FileResult::counts).reduce(Counts.none(), Counts::plus)));
    root.set("files", JSON.valueToTree(files));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is JSON", e);
    }
  }

  /// Checks that every file the manifest of a directory names is there as it was written. Whether
  /// the manifest itself is genuine is for its signature to tell.
  ///
  /// @return how many files there are
  /// @throws JobException naming the first that is not
  public static int check(Path directory) throws IOException, JobException {
    JsonNode files = JSON.readTree(Files.readAllBytes(file(directory))).path("files");
    for (JsonNode file : files) {
      String name = file.path("output").asText();
      Path path = directory.resolve(name).normalize();
      if (!directory.normalize().equals(path.getParent()) || !Files.isRegularFile(path)) {
        throw new JobException(name + " is not there");
      }
      if (!Fingerprint.sha256Of(path).equals(file.path("outputSha256").asText())) {
        throw new JobException(name + " is not as it was written");
      }
    }
    return files.size();
  }

  /// Where the manifest of a directory stands.
  public static Path file(Path directory) {
    return directory.resolve(JobFolder.MANIFEST);
  }

  /// Where its detached signature stands.
  public static Path signature(Path directory) {
    return directory.resolve(JobFolder.SIGNATURE);
  }
}
