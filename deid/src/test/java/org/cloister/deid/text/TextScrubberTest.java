package org.cloister.deid.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.cloister.deid.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextScrubberTest {
  private static final KnownPerson PATIENT =
      new KnownPerson(
          List.of("Araminta", "Quillfeather"),
          List.of("MRN-8812734"),
          List.of("(708) 555-0142", "araminta.q@example.net"),
          List.of("23 Cobblestone Street"),
          List.of("Maple Hollow", "44021"),
          List.of(LocalDate.of(1961, 4, 17)));

  private final TextScrubber scrubber = TextScrubber.standard();

  private String scrub(String text, KnownPerson person) {
    return scrubber.scrub(text, person, DateTreatment.masked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUILLFEATHER, ARAMINTA was seen.",
        "araminta quillfeather was seen",
        "Quillfeather's wound heals.",
        "Quilfeather was seen by the team.",
        "The record 8812734 was merged.",
        "Reached on 708.555.0142 today.",
        "Mail to araminta.q@example.net please.",
        "Lives at 23 cobblestone street.",
        "Born 17 April 1961, born 4/17/1961, born 1961-04-17."
      })
  void scrub_takesOutWhatIsKnownOfThePatientHoweverItIsWritten(String text) {
    assertThat(scrub(text, PATIENT).toLowerCase(Locale.ROOT))
        .doesNotContain("quil", "araminta", "8812734", "0142", "cobblestone", "17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BP 128/76, HR 88, SpO2 94% on RA.",
        "Parkinson disease, on carbidopa-levodopa 25/100 mg three times daily.",
        "Pain 6/10, A1c 7.4%, metformin 1000 mg BID.",
        "Crohn disease in remission; Hodgkin lymphoma excluded."
      })
  void scrub_keepsWhatIsClinical(String text) {
    assertThat(scrub(text, KnownPerson.unknown())).isEqualTo(text);
  }

  @Test
  void find_coversThePlantedNotes() throws IOException {
    int planted = 0;
    int covered = 0;
    int clinical = 0;
    int kept = 0;
    ObjectMapper json = new ObjectMapper();
    for (String line :
        Files.readAllLines(SharedData.path("data/deid/text/planted-notes-en.ndjson"))) {
      JsonNode note = json.readTree(line);
      BitSet found = new BitSet();
      for (Span span : scrubber.find(note.path("text").asText(), KnownPerson.unknown())) {
        found.set(span.start(), span.end());
      }
      for (JsonNode span : note.path("spans")) {
        if (span.path("must_vanish").asBoolean()) {
          planted++;
          int end = span.path("end").asInt();
          covered += found.nextClearBit(span.path("start").asInt()) >= end ? 1 : 0;
        }
      }
      for (JsonNode span : note.path("must_survive")) {
        clinical++;
        int next = found.nextSetBit(span.path("start").asInt());
        kept += next < 0 || next >= span.path("end").asInt() ? 1 : 0;
      }
    }
    assertThat(covered).isGreaterThanOrEqualTo((int) Math.ceil(planted * 0.99));
    assertThat(kept).isGreaterThanOrEqualTo((int) Math.ceil(clinical * 0.98));
  }
}
