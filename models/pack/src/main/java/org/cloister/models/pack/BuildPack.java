package org.cloister.models.pack;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Writes the pack: for each model its graph, its manifest with the graph's and the card's digest
/// filled in, its card, and one index with the digest of every manifest.
final class BuildPack {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter()
          .withObjectIndenter(new DefaultIndenter("  ", "\n"))
          .withArrayIndenter(new DefaultIndenter("  ", "\n"));

  private final Path root;
  private final ArrayNode index = JSON.createArrayNode();

  private BuildPack(Path classes) {
    root = classes.resolve("models");
  }

  /// @param args the folder to write `models/` into
  public static void main(String[] args) throws IOException {
    BuildPack pack = new BuildPack(Path.of(args[0]));
    pack.clear();
    pack.add("ckd-epi-2021-cr", CkdEpi2021.graph());
    pack.add("prevent-2023-base", Prevent2023.graph());
    Files.write(
        pack.root.resolve("index.json"), text(JSON.createObjectNode().set("models", pack.index)));
  }

  /// Removes what an earlier build left: a version that is no longer listed must not ship.
  private void clear() throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private void add(String id, Graph graph) throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(resource(id + ".json"));
    byte[] card = resource(id + ".md");
    byte[] onnx = graph.toModel(metadata(manifest, card));
    manifest.set(
        "onnx", JSON.createObjectNode().put("file", "model.onnx").put("sha256", sha256(onnx)));
    manifest.set(
        "card", JSON.createObjectNode().put("file", "card.md").put("sha256", sha256(card)));
    byte[] text = text(manifest);

    String version = manifest.get("version").textValue();
    Path folder = Files.createDirectories(root.resolve(id).resolve(version));
    Files.write(folder.resolve("model.onnx"), onnx);
    Files.write(folder.resolve("card.md"), card);
    Files.write(folder.resolve("manifest.json"), text);
    index.add(
        JSON.createObjectNode()
            .put("id", id)
            .put("version", version)
            .put("manifest", sha256(text)));
  }

  /// What the file says about itself when it is met without its manifest. The signature and the
  /// file's own digest cannot be in here.
  private static Map<String, String> metadata(JsonNode manifest, byte[] card) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String key : new String[] {"id", "version", "title", "kind", "citation", "licence"}) {
      metadata.put("model." + key, manifest.get(key).textValue());
    }
    metadata.put("model.intended_use", manifest.get("intendedUse").textValue());
    metadata.put("model.population", manifest.get("population").textValue());
    metadata.put("model.out_of_scope", manifest.get("outOfScope").textValue());
    metadata.put("model.training_data", manifest.get("trainingData").textValue());
    metadata.put("model.clinical_use", manifest.get("clinicalUse").textValue());
    manifest
        .get("uses")
        .properties()
        .forEach(use -> metadata.put("model.uses_" + use.getKey(), use.getValue().asText()));
    metadata.put("model.inputs", JSON.writeValueAsString(manifest.get("inputs")));
    metadata.put("model.outputs", JSON.writeValueAsString(manifest.get("outputs")));
    metadata.put(
        "model.reference_cases_sha256",
        sha256(JSON.writeValueAsBytes(manifest.get("goldenCases"))));
    metadata.put("model.card_sha256", sha256(card));
    return metadata;
  }

  private static byte[] text(JsonNode tree) throws IOException {
    return (JSON.writer(LAYOUT).writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BuildPack.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
