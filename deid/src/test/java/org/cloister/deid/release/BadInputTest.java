package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever the bytes are, the engine answers with one of its outcomes.
class BadInputTest {
  private static final long SEED = 20261129;
  private static final int MUTATIONS = 20_000;
  private static final String GOOD =
      "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Tärnwick\\u0041\"}],"
          + "\"birthDate\":\"1974-12-25\",\"multipleBirthInteger\":2,\"active\":true}";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private static RecordDeidentifier engine;

  @BeforeAll
  static void compile() throws SealingException {
    R4 fhir = R4.load();
    engine =
        new RecordDeidentifier(
            RuleSet.preset(Preset.SAFE_HARBOR_STRICT, fhir),
            fhir,
            KeyedPseudonyms.of(
                KeyFile.create(folder.resolve("key")), new PseudonymDomain("test"), 1),
            TextScrubber.standard(),
            Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long offset(byte[] document) {
    return engine.deidentify(document) instanceof Release.Malformed malformed
        ? malformed.byteOffset()
        : fail("not refused");
  }

  @Test
  void theGoodDocument_isReleased() {
    assertThat(engine.deidentify(utf8(GOOD))).isInstanceOf(Release.Released.class);
  }

  @Test
  void truncation_isMalformedWhereverItIs() {
    byte[] whole = utf8(GOOD);
    for (int length = 0; length < whole.length; length++) {
      assertThat(offset(Arrays.copyOf(whole, length))).isBetween(0L, (long) length);
    }
  }

  /// The offset is that of the first byte that breaks the rule, or of the string it stands in.
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{'resourceType':'Patient','id':'a','id':'b'}",
        "{'resourceType':'Patient','id':'a','\\u0069d':'b'}",
        "{'resourceType':'Patient','name':[{'family':'a','family':'b'}]}",
        "{'resourceType':'Patient','x':{'y':1,'y':2}}",
        "{'resourceType':'Patient'} {}",
        "{'resourceType':'Patient',}",
        "{'resourceType':'Patient','active':tru}",
        "{'resourceType':'Patient','multipleBirthInteger':01}",
        "{'resourceType':'Patient','multipleBirthInteger':+1}",
        "{'resourceType':'Patient','multipleBirthInteger':NaN}",
        "{'resourceType':'Patient','id':'\\ud800'}",
        "{'resourceType':'Patient','id':'\\x'}",
        "{'resourceType':'Patient' // comment",
        "[{'resourceType':'Patient'}]",
        "'Patient'",
        "{'resourceType':3}",
        "{}",
        "null"
      })
  void whatIsNoResource_isMalformed(String document) {
    byte[] bytes = utf8(document.replace('\'', '"'));
    assertThat(offset(bytes)).isBetween(0L, (long) bytes.length);
  }

  @Test
  void otherEncodings_areMalformedAtTheirFirstByte() {
    assertThat(offset(utf8("\uFEFF" + GOOD))).isZero();
    assertThat(offset(GOOD.getBytes(StandardCharsets.UTF_16LE))).isLessThan(2);
    assertThat(offset(GOOD.getBytes(StandardCharsets.UTF_16BE))).isZero();
    byte[] latin = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(offset(latin)).isEqualTo(GOOD.indexOf('ä'));
  }

  @Test
  void aDepthBomb_isMalformed() {
    String bomb = "{\"resourceType\":\"Patient\",\"x\":" + "[".repeat(1_000_000);
    assertThat(offset(utf8(bomb))).isLessThan(1_000);
  }

  @Test
  void aStringWithoutBounds_isMalformedWhereItBegins() {
    byte[] before = utf8("{\"resourceType\":\"Patient\",\"language\":\"");
    byte[] document = Arrays.copyOf(before, before.length + JsonReader.MAX_STRING_LENGTH + 1);
    Arrays.fill(document, before.length, document.length, (byte) 'a');
    assertThat(offset(document)).isEqualTo(before.length);
  }

  @Test
  void anUnknownTypeAndAModifierExtension_areRefused() {
    assertThat(engine.deidentify(utf8("{\"resourceType\":\"Patent\"}")))
        .isInstanceOf(Release.Refused.class);
    assertThat(
            engine.deidentify(
                utf8(
                    "{\"resourceType\":\"Patient\",\"modifierExtension\":[{\"url\":\"urn:x\","
                        + "\"valueBoolean\":true}]}")))
        .isEqualTo(new Release.Refused("Patient.modifierExtension"));
  }

  /// Jackson, made strict, is the second opinion on what is JSON.
  @Test
  void randomDamage_isMalformedExactlyWhereItIsNoJson() {
    Random random = new Random(SEED);
    byte[] whole = utf8(GOOD);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "{}[]\",:\\0".charAt(random.nextInt(9));
      }
      Release release = engine.deidentify(damaged);
      if (release instanceof Release.Released && !isJson(damaged)) {
        fail("released what is no JSON, seed " + SEED + ", mutation " + i);
      }
    }
  }

  private static boolean isJson(byte[] bytes) {
    try (JsonParser json =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .createParser(new String(bytes, StandardCharsets.UTF_8))) {
      json.nextToken();
      json.skipChildren();
      return json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
