package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.r4.R4;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.Test;

class RecordDeidentifierTest {
  private static final R4 FHIR = R4.load();

  private final Pseudonyms pseudonyms =
      new Pseudonyms() {
        @Override
        public Map<Original, String> codes(Collection<Original> originals) {
          Map<Original, String> codes = new HashMap<>();
          for (Original original : originals) {
            byte[] name = (original.kind() + original.value()).getBytes(StandardCharsets.UTF_8);
            codes.put(original, UUID.nameUUIDFromBytes(name).toString());
          }
          return codes;
        }

        @Override
        public int offsetDays(Original patient) {
          return 17;
        }

        @Override
        public String encrypted(String place, String value) {
          throw new AssertionError("no rule here encrypts");
        }
      };

  private Release deidentify(String document) {
    EveryElement every = new EveryElement(FHIR, EveryElement::sensible);
    RecordDeidentifier deidentifier =
        new RecordDeidentifier(
            every::plan,
            every.of("Element"),
            FHIR,
            List.of("{\"code\":\"REDACTED\"}"),
            pseudonyms,
            TextScrubber.standard(),
            Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
    return deidentifier.deidentify(document.getBytes(StandardCharsets.UTF_8));
  }

  private String released(String document) {
    Release release = deidentify(document);
    assertThat(release).isInstanceOf(Release.Released.class);
    return new String(((Release.Released) release).document(), StandardCharsets.UTF_8);
  }

  @Test
  void deidentify_keepsTheYearAndDropsTheName() {
    assertThat(
            released(
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Tarnwick\"}],"
                    + "\"birthDate\":\"1974-12-25\"}"))
        .contains("\"birthDate\":\"1974\"")
        .doesNotContain("Tarnwick")
        .doesNotContain("name");
  }

  @Test
  void deidentify_refusesModifierExtensions() {
    assertThat(
            deidentify(
                "{\"resourceType\":\"Patient\",\"modifierExtension\":[{\"url\":\"http://x\"}]}"))
        .isEqualTo(new Release.Refused("Patient.modifierExtension"));
  }

  @Test
  void deidentify_namesNoTypeThatFhirDoesNotKnow() {
    assertThat(deidentify("{\"resourceType\":\"Tarnwick\"}"))
        .isEqualTo(new Release.Refused("Resource.resourceType"));
  }

  @Test
  void deidentify_tellsWhereADocumentIsMalformed() {
    assertThat(deidentify("{\"resourceType\":\"Patient\",\"id\":\"a\",\"\\u0069d\":\"b\"}"))
        .isInstanceOf(Release.Malformed.class);
    assertThat(deidentify("{\"a\":01}")).isInstanceOf(Release.Malformed.class);
    assertThat(deidentify("[".repeat(100_000))).isInstanceOf(Release.Malformed.class);
    assertThat(deidentify("")).isEqualTo(new Release.Malformed(0, "the document ends too early"));
  }
}
