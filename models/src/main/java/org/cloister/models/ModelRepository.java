package org.cloister.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.cloister.policies.ModelId;
import org.cloister.policies.Sha256;

/// Where models come from: the pack on the class path, and optionally a folder of the site.
///
/// Either has an `index.json` that names each model's id, version and manifest digest; the files
/// lie at `<id>/<version>/{manifest.json,model.onnx,card.md}`. Every file is read once; the bytes
/// that were hashed are the bytes that are used, so that nothing can be exchanged between check and
/// load. A digest that differs, a missing file or one id twice (also across the two places) ends
/// the load.
///
/// The shipped pack is part of the program and stands or falls with it. A folder of the site needs
/// a signature over all that is read from it, by a key that the site trusts ([ModelSignature]):
/// write access to the folder is not enough to add a model.
public final class ModelRepository {
  static final Pattern VERSION = Pattern.compile("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}");

  private static final int LARGEST_TEXT = 4 << 20;
  private static final int LARGEST_MODEL = 512 << 20;

  /// A manifest and the ONNX bytes it vouches for.
  record Verified(String file, Manifest manifest, ModelBytes onnx) {}

  /// The content of an ONNX file. Handed to the runtime as it was hashed.
  static final class ModelBytes {
    private final byte[] content;

    private ModelBytes(byte[] content) {
      this.content = content;
    }

    /// Not a copy: models are large, and only [Session] reads it.
    byte[] content() {
      return content;
    }
  }

  private sealed interface Source {
    record ClassPath() implements Source {}

    record Folder(Path root, TrustedKeys trusted) implements Source {}

    default InputStream open(String path) throws IOException {
      return switch (this) {
        case ClassPath _ -> {
          InputStream in = ModelRepository.class.getResourceAsStream("/models/" + path);
          if (in == null) {
            throw new NoSuchFileException("models/" + path);
          }
          yield in;
        }
        case Folder(Path root, _) -> Files.newInputStream(root.resolve(path));
      };
    }

    default String name(String path) {
      return switch (this) {
        case ClassPath _ -> "class path, models/" + path;
        case Folder(Path root, _) -> root.resolve(path).toString();
      };
    }
  }

  /// A place whose voucher was looked at, before any of its other files.
  ///
  /// @param signature over its files; empty for the class path
  private record Vouched(Source source, Optional<ModelSignature> signature) {
    static Vouched of(Source source) throws ModelException {
      return switch (source) {
        case Source.ClassPath _ -> new Vouched(source, Optional.empty());
        case Source.Folder(Path root, TrustedKeys trusted) ->
            new Vouched(source, Optional.of(ModelSignature.read(root, trusted)));
      };
    }

    Voucher voucher() {
      return signature
          .<Voucher>map(signed -> new Voucher.Signer(signed.signer()))
          .orElseGet(Voucher.Program::new);
    }

    String name(String path) {
      return source.name(path);
    }

    byte[] bytes(String path, int largest) throws ModelException {
      byte[] content = read(path, largest);
      if (signature.isPresent()) {
        signature.get().check(name(path), path, content);
      }
      return content;
    }

    private byte[] read(String path, int largest) throws ModelException {
      try (InputStream in = source.open(path)) {
        byte[] content = in.readNBytes(largest + 1);
        if (content.length > largest) {
          throw new ModelException(name(path), "at most " + largest + " bytes", "more");
        }
        return content;
      } catch (IOException e) {
        throw new ModelException(name(path), "a readable file", "none", e);
      }
    }
  }

  private final List<Source> sources;

  private ModelRepository(List<Source> sources) {
    this.sources = sources;
  }

  /// The models that ship with the product.
  public static ModelRepository shipped() {
    return new ModelRepository(List.of(new Source.ClassPath()));
  }

  /// The models that ship with the product and those of a folder.
  public static ModelRepository shippedAnd(Path folder, TrustedKeys trusted) {
    return new ModelRepository(List.of(new Source.ClassPath(), new Source.Folder(folder, trusted)));
  }

  /// The models of a folder alone.
  public static ModelRepository folder(Path folder, TrustedKeys trusted) {
    return new ModelRepository(List.of(new Source.Folder(folder, trusted)));
  }

  /// What the models are, without opening one: digests and signatures are checked, graphs and
  /// golden cases are not.
  public List<Manifest> manifests() throws ModelException {
    return read().stream().map(Verified::manifest).toList();
  }

  List<Verified> read() throws ModelException {
    List<Verified> models = new ArrayList<>();
    Set<ModelId> ids = new HashSet<>();
    for (Source place : sources) {
      Vouched source = Vouched.of(place);
      StrictObject index =
          StrictObject.parse(source.name("index.json"), source.bytes("index.json", LARGEST_TEXT));
      for (StrictObject entry : index.objects("models")) {
        Verified model = read(source, entry);
        if (!ids.add(model.manifest().id())) {
          throw new ModelException(source.name("index.json"), "each model once", "one twice");
        }
        models.add(model);
      }
      index.end();
    }
    return models;
  }

  private static Verified read(Vouched source, StrictObject entry) throws ModelException {
    // Id and version have checked forms without a slash: they cannot lead out of the folder.
    ModelId id =
        ModelId.parse(entry.text("id")).orElseThrow(() -> entry.wrong("/id", "a model id"));
    String version = entry.text("version");
    if (!VERSION.matcher(version).matches()) {
      throw entry.wrong("/version", "a semantic version");
    }
    String folder = id + "/" + version + "/";
    byte[] manifestBytes = source.bytes(folder + "manifest.json", LARGEST_TEXT);
    String file = source.name(folder + "manifest.json");
    checkDigest(file, entry.sha256("manifest"), manifestBytes);
    entry.end();
    byte[] card = source.bytes(folder + "card.md", LARGEST_TEXT);
    Manifest manifest = ManifestReader.read(file, manifestBytes, card, source.voucher());
    if (!manifest.identity().equals(new Manifest.Identity(id, version))) {
      throw new ModelException(file, id + "|" + version, manifest.identity().toString());
    }
    byte[] onnx = source.bytes(folder + "model.onnx", LARGEST_MODEL);
    String onnxFile = source.name(folder + "model.onnx");
    checkDigest(onnxFile, manifest.digests().model(), onnx);
    return new Verified(onnxFile, manifest, new ModelBytes(onnx));
  }

  private static void checkDigest(String file, Sha256 expected, byte[] content)
      throws ModelException {
    Sha256 found = Sha256.of(content);
    if (!found.equals(expected)) {
      throw new ModelException(file, expected.toString(), found.toString());
    }
  }
}
