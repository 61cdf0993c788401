package org.cloister.audit.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the entry of an erasure or a disposal says in public: nothing of a person.
///
/// @param event `erasure` or `disposal`
record ErasureEntry(String event, Map<String, String> facts, Instant at) {
  private static final Set<String> EVENTS = Set.of("erasure", "disposal");
  private static final JsonFactory JSON = new JsonFactory();

  /// Empty for every other entry.
  static Optional<ErasureEntry> parse(byte[] entry) {
    Optional<Map<String, String>> facts = ReportFile.facts(entry);
    Optional<Instant> at = time(entry);
    if (facts.isEmpty() || at.isEmpty()) {
      return Optional.empty();
    }
    String event = facts.get().getOrDefault("event", "");
    return EVENTS.contains(event)
        ? Optional.of(new ErasureEntry(event, facts.get(), at.get()))
        : Optional.empty();
  }

  private static Optional<Instant> time(byte[] entry) {
    try (JsonParser json = JSON.createParser(entry)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("time") && value == JsonToken.VALUE_NUMBER_INT) {
          return Optional.of(Instant.EPOCH.plus(json.getLongValue(), ChronoUnit.MICROS));
        }
        json.skipChildren();
      }
    } catch (IOException | ArithmeticException | DateTimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /// `erased on 2026-11-29T07:00:00Z (erasure, scope clinical, legal basis …)`.
  String sentence() {
    return "erased on %s (%s, scope %s, legal basis %s)"
        .formatted(
            at,
            event,
            facts.getOrDefault("scope", "retention"),
            facts.getOrDefault("legalBasis", "retention-ended"));
  }
}
