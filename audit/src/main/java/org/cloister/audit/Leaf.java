package org.cloister.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
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
/// @param facts by [Fact#text], in the order of these (RFC 8785)
/// @param links the intent that this closes, the commitments to the sealed parts
record Leaf(
    EntryKind kind,
    Outcome outcome,
    Instant time,
    SortedMap<String, String> facts,
    LeafLinks links) {
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
    return encoded().closing(links.intent());
  }

  /// The bytes before and after the place where an intent is named. An outcome learns that place
  /// last, on the sequencer's thread, which then has nothing left to encode.
  Encoded encoded() {
    StringBuilder json = new StringBuilder(512).append('{');
    if (!links.agentCommitHex().isEmpty()) {
      json.append("\"agentCommit\":\"").append(links.agentCommitHex()).append("\",");
    }
    if (!links.bodyCommitHex().isEmpty()) {
      json.append("\"bodyCommit\":\"").append(links.bodyCommitHex()).append("\",");
    }
    json.append("\"facts\":{");
    String separator = "\"";
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      // Neither names nor values of facts have anything to escape: see their forms.
      json.append(separator).append(fact.getKey()).append("\":\"").append(fact.getValue());
      separator = "\",\"";
    }
    json.append(facts.isEmpty() ? "}," : "\"},");
    int head = json.length();
    json.append("\"kind\":\"").append(kind.text());
    json.append("\",\"outcome\":\"").append(outcome.text());
    json.append("\",\"time\":").append(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    json.append(",\"v\":").append(VERSION).append('}');
    return new Encoded(json.toString().getBytes(StandardCharsets.UTF_8), head);
  }

  /// A leaf but for its intent.
  ///
  /// @param bytes the leaf without one
  /// @param place where it would stand
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(byte[] bytes, int place) {
    // `"intent":`, 19 digits of the largest place, a comma.
    private static final int LONGEST_INTENT = 29;

    Encoded {
      if (bytes.length + LONGEST_INTENT > MAX_LENGTH) {
        throw new IllegalArgumentException("a leaf has at most 1024 bytes");
      }
    }

    byte[] closing(OptionalLong intent) {
      if (intent.isEmpty()) {
        return bytes;
      }
      byte[] link = ("\"intent\":" + intent.getAsLong() + ",").getBytes(StandardCharsets.US_ASCII);
      byte[] all = Arrays.copyOf(bytes, bytes.length + link.length);
      System.arraycopy(link, 0, all, place, link.length);
      System.arraycopy(bytes, place, all, place + link.length, bytes.length - place);
      return all;
    }
  }

  /// The leaf in these bytes, or empty when they are not exactly one.
  static Optional<Leaf> parse(byte[] bytes) {
    Map<String, String> fields = new TreeMap<>();
    SortedMap<String, String> facts = new TreeMap<>();
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
              facts,
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
