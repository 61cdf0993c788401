package org.cloister.bench.deid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cloister.bench.deid.Documents.Document;
import org.cloister.bench.deid.LabelledNote.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticRecordTest {
  private static final long SEED = 11;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void large_isTheSameForASeedAndAboutAMegabyteOf286Entries() throws IOException {
    byte[] record = SyntheticRecord.large(SEED);
    assertThat(record).isEqualTo(SyntheticRecord.large(SEED));
    assertThat(record.length).isBetween(800_000, 1_200_000);
    assertThat(Document.of(record).resources()).isEqualTo(286);
    assertThat(Document.of(SyntheticRecord.small(SEED)).resources()).isEqualTo(3);
  }

  @Test
  void notes_haveTheirLabelsWhereTheTextIs() {
    for (LabelledNote note : SyntheticNotes.of(SEED, 20)) {
      assertThat(note.identifying()).isNotEmpty();
      for (Place place : note.identifying()) {
        String text = note.text().substring(place.start(), place.end());
        assertThat(text).doesNotContain("<", "[", "\n").isNotBlank();
        if (place.label().equals("SSN")) {
          assertThat(text).matches("\\d{3}-\\d{2}-\\d{4}");
        }
      }
      assertThat(note.text()).doesNotContain("<", "[");
    }
  }

  @Test
  void streamFile_hasOneResourceALineAndNoIdTwice(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("stream.ndjson");
    long lines = StreamFile.write(file, 300_000, SEED, _ -> {});
    List<String> written = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(written).hasSize((int) lines);
    Set<String> ids = new HashSet<>();
    for (String line : written) {
      assertThat(ids.add(JSON.readTree(line).path("id").asText())).isTrue();
    }
    assertThat(Files.size(file)).isGreaterThanOrEqualTo(300_000);
  }

  @Test
  void documents_ofAFolderAreItsFilesAndLines(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("a.json"), SyntheticRecord.small(SEED));
    Files.writeString(
        folder.resolve("b.ndjson"),
        "{\"resourceType\":\"Patient\"}\n{\"resourceType\":\"Observation\"}\n");
    Files.writeString(folder.resolve("c.txt"), "no document");
    Documents documents = Documents.read(folder);
    assertThat(documents.all()).hasSize(3);
    assertThat(documents.resources()).isEqualTo(5);
  }
}
