package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;

/// Engines with keyed codes under one key, on 1 June 2026.
final class Engines {
  static final R4 FHIR = R4.load();
  static final PseudonymDomain DOMAIN = new PseudonymDomain("test");
  static final KeyEncryptionKey KEY = freshKey();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Preset, RecordDeidentifier> PRESETS = new ConcurrentHashMap<>();

  private Engines() {}

  private static KeyEncryptionKey freshKey() {
    try {
      Path folder = Files.createTempDirectory("engines");
      Path file = folder.resolve("key");
      KeyEncryptionKey key = KeyFile.create(file);
      Files.delete(file);
      Files.delete(folder);
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SealingException e) {
      throw new IllegalStateException(e);
    }
  }

  static RecordDeidentifier of(Preset preset) {
    return PRESETS.computeIfAbsent(preset, p -> of(RuleSet.preset(p, FHIR)));
  }

  static RecordDeidentifier of(String yaml) throws RuleException {
    return of(RuleSet.parse("local.yaml", yaml, FHIR));
  }

  private static RecordDeidentifier of(RuleSet rules) {
    return new RecordDeidentifier(
        rules,
        FHIR,
        KeyedPseudonyms.of(KEY, DOMAIN, 1),
        TextScrubber.standard(),
        Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
  }

  static Release deidentify(RecordDeidentifier engine, String document) {
    return engine.deidentify(document.getBytes(StandardCharsets.UTF_8));
  }

  /// The text of a document that is released.
  static String released(RecordDeidentifier engine, String document) {
    Release release = deidentify(engine, document);
    assertThat(release).as(document).isInstanceOf(Release.Released.class);
    return new String(((Release.Released) release).document(), StandardCharsets.UTF_8);
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
