package org.cloister.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.cloister.policies.Sha256;

/// The shipped pack as a signed folder of a site, which a test may damage.
final class PackCopy {
  static final String CKD = "ckd-epi-2021-cr/1.0.0/";
  static final String PREVENT = "prevent-2023-base/1.0.0/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Path key;

  private PackCopy(Path root, Path key) {
    this.root = root;
    this.key = key;
  }

  /// In `models` of this folder, beside a new key of the site.
  static PackCopy into(Path folder) throws Exception {
    Path key = folder.resolve("site.key");
    if (Files.notExists(key)) {
      var _ = SigningKey.create(key);
    }
    PackCopy copy = new PackCopy(folder.resolve("models"), key);
    copy.write("index.json", shipped("index.json"));
    for (String model : new String[] {CKD, PREVENT}) {
      for (String name : new String[] {"manifest.json", "model.onnx", "card.md"}) {
        copy.write(model + name, shipped(model + name));
      }
    }
    return copy;
  }

  static byte[] shipped(String path) throws IOException {
    try (InputStream in = PackCopy.class.getResourceAsStream("/models/" + path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }

  Path root() {
    return root;
  }

  SigningKey key() throws ModelException {
    return SigningKey.load(key);
  }

  TrustedKeys trusted() throws ModelException {
    return TrustedKeys.load(List.of(key.resolveSibling("site.key.pub")));
  }

  /// Signs what is there now, as the site's operator would.
  ModelRepository repository() throws ModelException {
    var _ = ModelSignature.sign(root, key());
    return asItIs();
  }

  ModelRepository asItIs() throws ModelException {
    return ModelRepository.folder(root, trusted());
  }

  byte[] read(String path) throws IOException {
    return Files.readAllBytes(root.resolve(path));
  }

  void write(String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, content);
  }

  void flipByteOf(String path, int at) throws IOException {
    byte[] content = read(path);
    content[at] ^= 1;
    write(path, content);
  }

  /// Changes a manifest and makes the index agree, as someone could who may write both.
  void editManifest(String folder, Consumer<ObjectNode> change) throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(read(folder + "manifest.json"));
    change.accept(manifest);
    writeManifest(folder, JSON.writeValueAsBytes(manifest));
  }

  void writeManifest(String folder, byte[] manifest) throws IOException {
    write(folder + "manifest.json", manifest);
    ObjectNode index = (ObjectNode) JSON.readTree(read("index.json"));
    index
        .withArray("models")
        .forEach(entry -> {
          if (folder.startsWith(entry.get("id").textValue() + "/")) {
            ((ObjectNode) entry).put("manifest", Sha256.of(manifest).hex());
          }
        });
    write("index.json", JSON.writeValueAsBytes(index));
  }

  /// Puts other bytes in the place of the ONNX file and makes manifest and index agree.
  void replaceModel(String folder, byte[] onnx) throws IOException {
    write(folder + "model.onnx", onnx);
    editManifest(
        folder,
        manifest -> ((ObjectNode) manifest.get("onnx")).put("sha256", Sha256.of(onnx).hex()));
  }
}
