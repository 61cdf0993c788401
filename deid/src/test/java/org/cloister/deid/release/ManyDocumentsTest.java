package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.Test;

class ManyDocumentsTest {
  private static final List<String> LINES =
      List.of(
          "{\"resourceType\":\"Patient\",\"id\":\"p1\"}",
          "{\"resourceType\":\"Patient\",\"id\":",
          "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\","
              + "\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/p1\"}}",
          "{\"resourceType\":\"Patent\"}",
          "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"none\"}}");

  private final List<Set<Original>> questions = new ArrayList<>();

  private RecordDeidentifier engine(boolean answers) {
    Pseudonyms keyed = KeyedPseudonyms.of(Engines.KEY, Engines.DOMAIN, 1);
    Pseudonyms counting =
        new Pseudonyms() {
          @Override
          public Map<Original, String> codes(Collection<Original> originals)
              throws PseudonymException {
            questions.add(Set.copyOf(originals));
            if (!answers) {
              throw new PseudonymException("no answer");
            }
            return keyed.codes(originals);
          }

          @Override
          public int offsetDays(Original patient) throws PseudonymException {
            return keyed.offsetDays(patient);
          }

          @Override
          public String encrypted(String place, String value) throws PseudonymException {
            return keyed.encrypted(place, value);
          }
        };
    return new RecordDeidentifier(
        RuleSet.preset(Preset.SAFE_HARBOR_STRICT, Engines.FHIR),
        Engines.FHIR,
        counting,
        TextScrubber.standard(),
        Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC));
  }

  private static List<Release> deidentify(RecordDeidentifier engine) {
    byte[] buffer = String.join("\n", LINES).getBytes(StandardCharsets.UTF_8);
    List<Place> places = new ArrayList<>();
    int from = 0;
    for (String line : LINES) {
      places.add(new Place(from, from + line.length()));
      from += line.length() + 1;
    }
    return engine.deidentify(buffer, places, KnownPeople.none());
  }

  @Test
  void deidentify_asksOnceForTheCodesOfAllDocuments() {
    List<Release> releases = deidentify(engine(true));
    assertThat(questions).hasSize(1);
    assertThat(questions.getFirst())
        .contains(Original.ofId("Patient", "p1"), Original.ofId("Encounter", "e1"));
    assertThat(releases)
        .extracting(release -> release.getClass().getSimpleName())
        .containsExactly("Released", "Malformed", "Released", "Refused", "Released");
  }

  @Test
  void deidentify_judgesEachDocumentAsIfItWereAlone() {
    RecordDeidentifier engine = engine(true);
    List<Release> together = deidentify(engine);
    for (int i = 0; i < LINES.size(); i++) {
      Release alone = engine.deidentify(LINES.get(i).getBytes(StandardCharsets.UTF_8));
      assertThat(text(together.get(i))).isEqualTo(text(alone));
    }
  }

  private static String text(Release release) {
    return release instanceof Release.Released released
        ? new String(released.document(), StandardCharsets.UTF_8)
        : release.toString();
  }

  @Test
  void deidentify_releasesNothingThatNeedsACode_whenNoneAreGiven() {
    assertThat(deidentify(engine(false)))
        .extracting(release -> release.getClass().getSimpleName())
        .containsExactly("Unavailable", "Malformed", "Unavailable", "Refused", "Released");
  }
}
