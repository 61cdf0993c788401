package org.cloister.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The public part of a record, which is what the tree commits to: canonical JSON, at most 1 KiB.
///
///     {"agentCommit":"<hex>","bodyCommit":"<hex>","facts":{…},"intent":17,"kind":"outcome",
///      "outcome":"ok","time":<µs>,"v":1}
///
/// `bodyCommit` is HMAC-SHA-256 of the body under a random key of this record alone, so that nobody can
/// test a guess of the body against it, and a destroyed key erases the body while the leaf stays.
/// `agentCommit` is the same of who acted, under a second random key; either is absent where the record
/// has no such part.
///
/// @param time when the record was made, microseconds
/// @param facts by [Fact#text]
/// @param links the intent that this closes, the commitments to the sealed parts
record Leaf(
    EntryKind kind, Outcome outcome, Instant time, Map<String, String> facts, LeafLinks links) {
  static final int MAX_LENGTH = 1024;
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  /// What a leaf may point to.
  ///
  /// @param intentIndex index of the intent that this closes, or [#NONE]
  /// @param bodyCommitHex commitment to the body, or empty text
  /// @param agentCommitHex commitment to the agent's part, or empty text
  record LeafLinks(long intentIndex, String bodyCommitHex, String agentCommitHex) {
    static final long NONE = -1;
    static final LeafLinks NOTHING = new LeafLinks(NONE, "", "");

    OptionalLong intent() {
      return intentIndex == NONE ? OptionalLong.empty() : OptionalLong.of(intentIndex);
    }
  }

  /// The same leaf, closing the intent at this place.
  Leaf closing(long intentIndex) {
    LeafLinks closing = new LeafLinks(intentIndex, links.bodyCommitHex(), links.agentCommitHex());
    return new Leaf(kind, outcome, time, facts, closing);
  }

  byte[] bytes() {
    Map<String, Object> json = new TreeMap<>();
    if (!links.agentCommitHex().isEmpty()) {
      json.put("agentCommit", links.agentCommitHex());
    }
    if (!links.bodyCommitHex().isEmpty()) {
      json.put("bodyCommit", links.bodyCommitHex());
    }
    json.put("facts", facts);
    links.intent().ifPresent(index -> json.put("intent", index));
    json.put("kind", kind.text());
    json.put("outcome", outcome.text());
    json.put("time", ChronoUnit.MICROS.between(Instant.EPOCH, time));
    json.put("v", VERSION);
    byte[] bytes = CanonicalJson.of(json).bytes();
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a leaf has at most 1024 bytes");
    }
    return bytes;
  }

  /// The leaf in these bytes, or empty when they are not exactly one.
  static Optional<Leaf> parse(byte[] bytes) {
    Map<String, String> fields = new TreeMap<>();
    Map<String, String> facts = new TreeMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      readMembers(json, fields, facts);
      if (json.nextToken() != null || !Integer.toString(VERSION).equals(fields.get("v"))) {
        return Optional.empty();
      }
      Leaf leaf =
          new Leaf(
              EntryKind.ofText(fields.getOrDefault("kind", "")).orElseThrow(),
              Outcome.ofText(fields.getOrDefault("outcome", "")).orElseThrow(),
              Instant.EPOCH.plus(
                  Long.parseLong(fields.getOrDefault("time", "")), ChronoUnit.MICROS),
              Map.copyOf(facts),
              new LeafLinks(
                  Long.parseLong(fields.getOrDefault("intent", "-1")),
                  fields.getOrDefault("bodyCommit", ""),
                  fields.getOrDefault("agentCommit", "")));
      return Arrays.equals(leaf.bytes(), bytes) ? Optional.of(leaf) : Optional.empty();
    } catch (IOException | RuntimeException notALeaf) {
      return Optional.empty();
    }
  }

  private static void readMembers(
      JsonParser json, Map<String, String> fields, Map<String, String> facts) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("facts") && value == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String fact = json.currentName();
          json.nextToken();
          facts.put(fact, json.getText());
        }
      } else {
        fields.put(name, json.getText());
      }
    }
  }
}
