package org.cloister.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cloister.policies.Sha256;

/// The in-toto statement of OpenSSF Model Signing 1.0: the files of a folder with their digests
/// (serialization method `files`), and as the subject one digest of them all. Statements of the
/// older predicate `https://model_signing/Digests/v0.1` are refused.
final class FolderStatement {
  private static final String STATEMENT = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE = "https://model_signing/signature/v1.0";
  private static final int BUFFER = 1 << 16;

  private FolderStatement() {}

  /// The digest of every file of the folder but its signature, by path, with slashes.
  static SortedMap<String, Sha256> digests(Path folder) throws ModelException {
    SortedMap<String, Sha256> digests = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            || name.equals(ModelSignature.FILE)) {
          continue;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          throw new ModelException(path.toString(), "regular files only", "something else");
        }
        digests.put(name, digest(path));
      }
    } catch (IOException e) {
      throw new ModelException(folder.toString(), "a folder of readable files", "none", e);
    }
    return Collections.unmodifiableSortedMap(digests);
  }

  /// @param digests in the order in which the subject is made of them
  static byte[] write(Path folder, SortedMap<String, Sha256> digests) {
    ObjectNode statement = JsonNodeFactory.instance.objectNode();
    statement.put("_type", STATEMENT);
    Path name = folder.toAbsolutePath().normalize().getFileName();
    ObjectNode subject = statement.putArray("subject").addObject();
    subject.put("name", name == null ? "models" : name.toString());
    subject.putObject("digest").put("sha256", subject(digests).hex());
    statement.put("predicateType", PREDICATE);
    ObjectNode predicate = statement.putObject("predicate");
    ObjectNode serialization = predicate.putObject("serialization");
    serialization.put("method", "files");
    serialization.put("hash_type", "sha256");
    serialization.put("allow_symlinks", false);
    serialization.putArray("ignore_paths").add(ModelSignature.FILE);
    ArrayNode resources = predicate.putArray("resources");
    digests.forEach((path, digest) ->
        resources
            .addObject()
            .put("name", path)
            .put("algorithm", "sha256")
            .put("digest", digest.hex()));
    return statement.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// @param file how errors name the signature
  static SortedMap<String, Sha256> read(String file, byte[] payload) throws ModelException {
    StrictObject statement = StrictObject.parse(file + " (payload)", payload);
    require(statement, "_type", STATEMENT);
    require(statement, "predicateType", PREDICATE);
    StrictObject predicate = statement.object("predicate");
    StrictObject serialization = predicate.object("serialization");
    require(serialization, "method", "files");
    require(serialization, "hash_type", "sha256");
    SortedMap<String, Sha256> digests = new TreeMap<>();
    for (StrictObject resource : predicate.objects("resources")) {
      require(resource, "algorithm", "sha256");
      if (digests.put(resource.text("name"), resource.sha256("digest")) != null) {
        throw resource.wrong("/name", "each file once");
      }
    }
    List<StrictObject> subjects = statement.objects("subject");
    if (subjects.size() != 1
        || !subjects.getFirst().object("digest").sha256("sha256").equals(subject(digests))) {
      throw statement.wrong("/subject", "the one digest of its files");
    }
    return Collections.unmodifiableSortedMap(digests);
  }

  /// SHA-256 over the digests themselves, as bytes, in the order of the paths.
  private static Sha256 subject(SortedMap<String, Sha256> digests) {
    MessageDigest sha256 = sha256();
    for (Map.Entry<String, Sha256> each : digests.entrySet()) {
      sha256.update(HexFormat.of().parseHex(each.getValue().hex()));
    }
    return new Sha256(HexFormat.of().formatHex(sha256.digest()));
  }

  private static Sha256 digest(Path file) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
    }
    return new Sha256(HexFormat.of().formatHex(sha256.digest()));
  }

  private static void require(StrictObject object, String field, String expected)
      throws ModelException {
    if (!object.text(field).equals(expected)) {
      throw object.wrong("/" + field, expected);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
