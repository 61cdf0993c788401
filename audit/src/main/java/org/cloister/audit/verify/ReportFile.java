package org.cloister.audit.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cloister.audit.merkle.CanonicalBase64;
import org.cloister.audit.merkle.Hash;

/// An exported report, `cloister-report/1`: what is claimed, the leaves it is made from, and their
/// proofs. Read strictly: a member that is missing, twice there or of another form makes it none.
final class ReportFile {
  static final String FORMAT = "cloister-report/1";

  private static final int LONGEST_TEXT = 128 << 20;
  private static final int LONGEST_PROOF = 64;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Set<String> TEXTS =
      Set.of("format", "kind", "checkpoint", "key", "parameters", "report");

  /// A leaf of the log with its way to the root.
  static final class ProvenLeaf {
    private final long index;
    private final byte[] leaf;
    private final int[] proof;

    private ProvenLeaf(long index, byte[] leaf, int[] proof) {
      this.index = index;
      this.leaf = leaf;
      this.proof = proof;
    }

    long index() {
      return index;
    }

    byte[] leaf() {
      return leaf;
    }

    /// The audit path; empty where it points to a hash that the file does not have.
    Optional<List<Hash>> path(List<Hash> hashes) {
      List<Hash> path = new ArrayList<>(proof.length);
      for (int place : proof) {
        if (place < 0 || place >= hashes.size()) {
          return Optional.empty();
        }
        path.add(hashes.get(place));
      }
      return Optional.of(path);
    }
  }

  private final Map<String, String> texts = new TreeMap<>();
  private final List<ProvenLeaf> records = new ArrayList<>();
  private final List<Hash> hashes = new ArrayList<>();
  private Optional<ProvenLeaf> statement = Optional.empty();

  private ReportFile() {}

  static Optional<ReportFile> parse(byte[] bytes) {
    ReportFile file = new ReportFile();
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        file.member(json);
      }
      require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      require(file.texts.keySet().equals(TEXTS) && file.statement.isPresent());
      require(file.key().length == Hash.LENGTH);
      return Optional.of(file);
    } catch (IOException | RuntimeException notAReport) {
      return Optional.empty();
    }
  }

  /// The facts and the event of a leaf, as text by name; empty for what is no leaf.
  static Optional<Map<String, String>> facts(byte[] leaf) {
    Map<String, String> facts = new TreeMap<>();
    try (JsonParser json = JSON.createParser(leaf)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isFacts = json.currentName().equals("facts");
        json.nextToken();
        if (!isFacts) {
          json.skipChildren();
          continue;
        }
        require(json.currentToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          facts.put(name, text(json));
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      return Optional.of(facts);
    } catch (IOException | RuntimeException notALeaf) {
      return Optional.empty();
    }
  }

  /// @param member one of the members that are text
  String text(String member) {
    return texts.getOrDefault(member, "");
  }

  byte[] key() {
    return HexFormat.of().parseHex(text("key"));
  }

  ProvenLeaf statement() {
    return statement.orElseThrow();
  }

  List<ProvenLeaf> records() {
    return records;
  }

  List<Hash> hashes() {
    return hashes;
  }

  private void member(JsonParser json) throws IOException {
    String name = json.currentName();
    switch (name) {
      case "statement" -> {
        require(json.nextToken() == JsonToken.START_OBJECT);
        statement = Optional.of(leaf(json));
      }
      case "records" -> {
        require(json.nextToken() == JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          records.add(leaf(json));
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
      }
      case "hashes" -> {
        require(json.nextToken() == JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          hashes.add(Hash.parseBase64(json.getText()).orElseThrow());
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
      }
      default -> {
        require(TEXTS.contains(name));
        texts.put(name, text(json));
      }
    }
  }

  private static ProvenLeaf leaf(JsonParser json) throws IOException {
    Optional<Long> index = Optional.empty();
    Optional<byte[]> leaf = Optional.empty();
    Optional<int[]> proof = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "index" -> {
          require(json.nextToken() == JsonToken.VALUE_NUMBER_INT);
          index = Optional.of(json.getLongValue());
        }
        case "leaf" -> leaf = CanonicalBase64.decode(text(json));
        case "proof" -> proof = Optional.of(places(json));
        default -> throw new IOException("no such member");
      }
    }
    require(json.currentToken() == JsonToken.END_OBJECT);
    return new ProvenLeaf(index.orElseThrow(), leaf.orElseThrow(), proof.orElseThrow());
  }

  private static int[] places(JsonParser json) throws IOException {
    require(json.nextToken() == JsonToken.START_ARRAY);
    int[] places = new int[LONGEST_PROOF];
    int count = 0;
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      require(count < LONGEST_PROOF);
      places[count++] = json.getIntValue();
    }
    require(json.currentToken() == JsonToken.END_ARRAY);
    return Arrays.copyOf(places, count);
  }

  private static String text(JsonParser json) throws IOException {
    require(json.nextToken() == JsonToken.VALUE_STRING);
    String text = json.getText();
    // Half of a surrogate pair has no UTF-8: it would be hashed as a question mark.
    require(StandardCharsets.UTF_8.newEncoder().canEncode(text));
    return text;
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("another form");
    }
  }
}
