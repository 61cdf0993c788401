package org.cloister.policies;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The texts of one policy set, by file name.
///
/// @param source where they were found, for messages
record PolicyFiles(String source, SortedMap<String, String> texts) {
  static final String SCHEMA = "schema.cedarschema";

  private static final List<String> SHIPPED =
      List.of(
          SCHEMA,
          "10-who-may-infer.cedar",
          "15-who-may-deidentify.cedar",
          "20-who-may-read.cedar",
          "25-who-may-oversee.cedar",
          "26-who-may-reidentify.cedar",
          "27-who-may-keep-consents.cedar",
          "28-who-may-keep-relations.cedar",
          "29-who-may-decide.cedar",
          "30-never.cedar");

  /// Far above any readable policy; a larger file is a mistake or an attack.
  private static final int MAX_BYTES = 1 << 20;

  static PolicyFiles shipped() throws PolicyException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : SHIPPED) {
      try (InputStream in = PolicyFiles.class.getResourceAsStream("/cedar/" + name)) {
        if (in == null) {
          throw new PolicyException(name, 0, "not among the shipped policies: the build is broken");
        }
        texts.put(name, decode(name, in.readAllBytes()));
      } catch (IOException e) {
        throw new PolicyException(name, "cannot be read", e);
      }
    }
    return new PolicyFiles("shipped policies", texts);
  }

  /// Every `*.cedar` of the directory, and `schema.cedarschema`. Subdirectories are not entered.
  static PolicyFiles in(Path directory) throws PolicyException {
    SortedMap<String, String> texts = new TreeMap<>();
    String source = PolicyException.nameOf(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = PolicyException.nameOf(file);
        if (name.endsWith(".cedar") || name.equals(SCHEMA)) {
          if (Files.size(file) > MAX_BYTES) {
            throw new PolicyException(name, 0, "larger than " + MAX_BYTES + " bytes");
          }
          texts.put(name, decode(name, Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new PolicyException(source, "the policy directory cannot be read", e);
    }
    if (!texts.containsKey(SCHEMA)) {
      throw new PolicyException(source, 0, "has no " + SCHEMA);
    }
    if (texts.size() == 1) {
      throw new PolicyException(source, 0, "has no *.cedar file");
    }
    return new PolicyFiles(source, texts);
  }

  String schema() {
    return texts.getOrDefault(SCHEMA, "");
  }

  /// SHA-256 over name and content of every file in order of name, each preceded by its length as
  /// four bytes, so that no two sets run together to the same bytes.
  Sha256 hash() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    texts.forEach((name, text) -> {
      append(all, name);
      append(all, text);
    });
    return Sha256.of(all.toByteArray());
  }

  private static void append(ByteArrayOutputStream all, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    all.writeBytes(bytes);
  }

  private static String decode(String name, byte[] bytes) throws PolicyException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new PolicyException(name, "is not UTF-8", e);
    }
  }
}
