package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cloister.deid.SharedData;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Limits;
import org.cloister.deid.fhir.Read;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every preset over whole documents: nothing that must vanish is left, and what is useful stays.
class PresetReleaseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final R4 FHIR = R4.load();
  private static final Map<Preset, RecordDeidentifier> ENGINES = new EnumMap<>(Preset.class);
  private static final Pattern BASE64 = Pattern.compile("\"([A-Za-z0-9+/]{8,}={0,2})\"");

  /// What 45 CFR 164.514(e) lets a limited data set keep.
  private static final Set<String> LIMITED_KEEPS =
      Set.of("date", "postal", "date_day", "city", "postal_code_full");

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private static KeyEncryptionKey key;

  @BeforeAll
  static void makeAKey() throws SealingException {
    key = KeyFile.create(folder.resolve("key"));
  }

  private static RecordDeidentifier engine(Preset preset) {
    return ENGINES.computeIfAbsent(
        preset,
        p ->
            new RecordDeidentifier(
                RuleSet.preset(p, FHIR),
                FHIR,
                KeyedPseudonyms.of(key, new PseudonymDomain("test"), 1),
                TextScrubber.standard(),
                Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC)));
  }

  private static String released(Preset preset, byte[] document) {
    Release release = engine(preset).deidentify(document);
    assertThat(release).isInstanceOf(Release.Released.class);
    return new String(((Release.Released) release).document(), StandardCharsets.UTF_8);
  }

  private record Canary(String token, String path, String kind, String expectation) {}

  private static List<Canary> canaries(String file) throws IOException {
    return Files.readAllLines(SharedData.path("data/deid/canary/" + file)).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(c -> new Canary(c[0], c[2], c[4], c[5]))
        .toList();
  }

  /// Days that move may fall on the day of another canary: [RecordDeidentifierTest] looks at them.
  private static boolean keeps(Preset preset, Canary canary) {
    return switch (preset) {
      case SAFE_HARBOR_STRICT -> false;
      case EXPERT_DETERMINATION, GDPR_PSEUDONYMISED -> canary.kind().equals("date");
      case LIMITED_DATA_SET ->
          LIMITED_KEEPS.contains(canary.kind()) || canary.path().endsWith("address.city");
    };
  }

  private static boolean keeps(Preset preset, String kind) {
    return switch (preset) {
      case SAFE_HARBOR_STRICT -> false;
      case EXPERT_DETERMINATION, GDPR_PSEUDONYMISED -> kind.equals("date_day");
      case LIMITED_DATA_SET -> LIMITED_KEEPS.contains(kind);
    };
  }

  private static String decoded(String text) {
    StringBuilder all = new StringBuilder();
    Matcher matcher = BASE64.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).replace("=", "").length() % 4 != 1) {
        all.append(
            new String(
                Base64.getMimeDecoder().decode(matcher.group(1)), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @ParameterizedTest
  @EnumSource
  void release_holdsNoCanary(Preset preset) throws IOException {
    List<String> survivors = new ArrayList<>();
    for (String name : List.of("bundle", "variant1", "variant2")) {
      Path file =
          SharedData.path(
              "data/deid/canary/r4-sample-types-"
                  + name
                  + (name.equals("bundle") ? ".json" : ".ndjson"));
      StringBuilder output = new StringBuilder();
      List<String> documents =
          name.equals("bundle") ? List.of(Files.readString(file)) : Files.readAllLines(file);
      for (String document : documents) {
        output.append(released(preset, document.getBytes(StandardCharsets.UTF_8))).append('\n');
      }
      String plain = output.toString();
      String decoded = decoded(plain);
      for (Canary canary : canaries("r4-sample-types-" + name + ".manifest.csv")) {
        boolean keeps = keeps(preset, canary);
        if (canary.expectation().startsWith("must_vanish")
            && !keeps
            && (plain.contains(canary.token()) || decoded.contains(canary.token()))) {
          survivors.add(canary.path() + " (" + canary.kind() + ")");
        }
      }
    }
    assertThat(survivors).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void release_ofSyntheaKeepsCodesAndQuantitiesAndNobody(Preset preset) throws IOException {
    List<String> faults = new ArrayList<>();
    FhirReader strict = new FhirReader(FhirContext.forR4Cached(), new Limits(64 << 20, 40));
    try (Stream<Path> files = Files.list(SharedData.path("data/deid/synthea"))) {
      for (Path expectation :
          files.filter(f -> f.toString().endsWith(".expect.json")).sorted().toList()) {
        Path file = Path.of(expectation.toString().replace(".expect.json", ".json"));
        String name = file.getFileName().toString();
        Release release = engine(preset).deidentify(Files.readAllBytes(file));
        if (!(release instanceof Release.Released done)) {
          faults.add(name + ": " + release);
          continue;
        }
        String text = new String(done.document(), StandardCharsets.UTF_8);
        JsonNode expected = JSON.readTree(expectation.toFile());
        expected
            .path("must_vanish")
            .properties()
            .forEach(kind -> {
              if (keeps(preset, kind.getKey())) {
                return;
              }
              for (JsonNode value : kind.getValue()) {
                if (Pattern.compile(
                        "(?<![A-Za-z0-9])" + Pattern.quote(value.asText()) + "(?![A-Za-z0-9])")
                    .matcher(text)
                    .find()) {
                  faults.add(name + ": " + kind.getKey() + " " + value.asText() + " remains");
                }
              }
            });
        Map<String, Integer> codings = new HashMap<>();
        Map<String, Integer> quantities = new HashMap<>();
        count(JSON.readTree(text), codings, quantities);
        missing(expected.path("must_survive_codings"), codings, name + ": coding ", faults);
        missing(expected.path("must_survive_quantities"), quantities, name + ": quantity ", faults);
        Read read = strict.read(done.document());
        if (!(read instanceof Read.Accepted)) {
          faults.add(name + ": " + read);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void missing(
      JsonNode expected, Map<String, Integer> found, String what, List<String> faults) {
    expected
        .properties()
        .forEach(entry -> {
          if (found.getOrDefault(entry.getKey(), 0) < entry.getValue().asInt()) {
            faults.add(what + entry + " found " + found.getOrDefault(entry.getKey(), 0));
          }
        });
  }

  private static void count(
      JsonNode node, Map<String, Integer> codings, Map<String, Integer> quantities) {
    if (node.has("system") && node.has("code")) {
      codings.merge(node.get("system").asText() + "|" + node.get("code").asText(), 1, Integer::sum);
    }
    if (node.has("value")
        && node.get("value").isNumber()
        && (node.has("unit") || node.has("code"))) {
      quantities.merge(
          node.get("value").asText() + " " + node.path(node.has("unit") ? "unit" : "code").asText(),
          1,
          Integer::sum);
    }
    node.forEach(child -> count(child, codings, quantities));
  }
}
