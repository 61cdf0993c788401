package org.cloister.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.cloister.audit.SharedData;
import org.junit.jupiter.api.Test;

/// C2SP signed-note and tlog texts.
class TlogVectorsTest {
  @Test
  void isSignedBy_agreesWithEveryNoteOfTheVectors() throws IOException {
    for (JsonNode c : SharedData.list(SharedData.json("tlog/signed-notes.json"))) {
      VerifierKey key = VerifierKey.parse(c.get("vkey").asText()).orElseThrow();
      boolean valid =
          SignedNote.parse(c.get("note").asText()).filter(n -> n.isSignedBy(key)).isPresent();
      assertThat(valid).as(c.get("name").asText()).isEqualTo(c.get("valid").asBoolean());
      assertThat(key.vkey()).isEqualTo(c.get("vkey").asText());
    }
  }

  @Test
  void texts_areWrittenAsTheyWereRead() throws IOException {
    for (JsonNode c : SharedData.list(SharedData.json("tlog/tlog-proofs.json").get("proofs"))) {
      TlogProof proof = TlogProof.parse(c.get("proof").asText()).orElseThrow();
      assertThat(proof.text()).isEqualTo(c.get("proof").asText());
      SignedNote note = SignedNote.parse(proof.checkpoint()).orElseThrow();
      assertThat(note.note()).isEqualTo(proof.checkpoint());
      assertThat(Checkpoint.parse(note.text()).orElseThrow().text()).isEqualTo(note.text());
    }
  }

  @Test
  void paths_areThoseOfTheSpecification() {
    assertThat(TilePath.tile(0, 1234067, 256)).isEqualTo("tile/0/x001/x234/067");
    assertThat(TilePath.tile(1, 0, 1)).isEqualTo("tile/1/000.p/1");
    assertThat(TilePath.entries(999, 255)).isEqualTo("tile/entries/999.p/255");
    assertThat(TilePath.entries(1000, 256)).isEqualTo("tile/entries/x001/000");
  }

  @Test
  void parse_readsEachPathOnlyInItsOneSpelling() {
    assertThat(LogFile.parse("tile/0/x001/x234/067")).contains(new LogFile.Tile(0, 1234067, 256));
    assertThat(LogFile.parse("tile/entries/999.p/255")).contains(new LogFile.Entries(999, 255));
    assertThat(LogFile.parse("checkpoint")).contains(new LogFile.SignedCheckpoint());
    for (String other :
        List.of(
            "tile/0/x000/001",
            "tile/0/1",
            "tile/8/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/300",
            "tile/00/001",
            "tile/0/../001",
            "tile/entries/",
            "",
            "CHECKPOINT")) {
      assertThat(LogFile.parse(other)).as(other).isEmpty();
    }
  }

  @Test
  void decode_refusesABundleThatEndsInsideAnEntry() {
    byte[] bundle =
        EntryBundle.encode(List.of("one".getBytes(StandardCharsets.UTF_8), new byte[0]));
    assertThat(EntryBundle.decode(bundle).orElseThrow()).hasSize(2);
    for (int cut : new int[] {1, 2, 4, 6}) {
      assertThat(EntryBundle.decode(Arrays.copyOf(bundle, cut))).as("%d", cut).isEmpty();
    }
    assertThat(EntryBundle.decode(Arrays.copyOf(bundle, 5))).isPresent();
  }

  @Test
  void parse_refusesWhatIsNotAKey() {
    for (String text :
        List.of(
            "",
            "a+b",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
            "example.com/foo+530d903a+AekyeRrm")) {
      assertThat(VerifierKey.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void parse_refusesNumbersWithASecondSpelling() {
    String root = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=";
    assertThat(Checkpoint.parse("o\n15\n" + root + "\n")).isPresent();
    assertThat(Checkpoint.parse("o\n15\n" + root + "\nextension\n")).isPresent();
    for (String size : List.of("015", "+15", "-1", "", "9223372036854775808", "1 5")) {
      assertThat(Checkpoint.parse("o\n" + size + "\n" + root + "\n")).as(size).isEmpty();
    }
    assertThat(Checkpoint.parse("o\n15\n" + root)).isEmpty();
    assertThat(Checkpoint.parse("o\n15\n" + root.replace("cs=", "ct=") + "\n")).isEmpty();
  }
}
