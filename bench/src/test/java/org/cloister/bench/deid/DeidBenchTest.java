package org.cloister.bench.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cloister.bench.deid.LabelledNote.Place;
import org.cloister.bench.report.Bar;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.release.Release;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeidBenchTest {
  private final Engines engines = new Engines();

  /// What is measured is what the product does: nothing of the made-up patient comes out.
  @Test
  void madeUpRecords_areReleasedWithoutTheirPatient(@TempDir Path folder)
      throws SealingException, IOException {
    KeyedPseudonyms pseudonyms =
        KeyedPseudonyms.of(KeyFile.create(folder.resolve("key")), new PseudonymDomain("bench"), 1);
    for (Preset preset : Preset.values()) {
      RecordDeidentifier engine = engines.engine(preset, pseudonyms);
      Release release = engine.deidentify(SyntheticRecord.large(3));
      assertThat(release).as(preset.wireName()).isInstanceOf(Release.Released.class);
      String text = new String(((Release.Released) release).document(), StandardCharsets.UTF_8);
      assertThat(text).doesNotContain("Quillfeather", "Araminta", "Larkspur");
    }
  }

  @Test
  void text_countsASpanThatIsNotWhollyCovered() {
    String text = "Seen by Dr. Lindqvist for the rash.";
    LabelledNote note =
        new LabelledNote(
            text,
            List.of(
                new Place(12, 21, "PROVIDER"),
                // One that no scrubber may cover: plain words.
                new Place(text.indexOf("for"), text.length(), "PATIENT")),
            List.of(new Place(text.indexOf("rash"), text.length() - 1, "CLINICAL")));
    Finding finding =
        new TextSpeed(engines.scrubber(), List.of(note), _ -> {})
            .measure("test", Duration.ofMillis(50));
    assertThat(finding.bars())
        .filteredOn(bar -> bar.unit().equals("1"))
        .extracting(Bar::value)
        .containsExactly(0.5, 0.5, 1.0);
  }
}
