package org.cloister.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cloister.audit.SharedData;
import org.cloister.audit.tlog.VerifierKey;
import org.junit.jupiter.api.Test;

/// Whole logs and receipts made by others, good and attacked.
class LogVerifierVectorsTest {
  private static final long SEED = 20260724;

  @Test
  void verify_findsEveryAttackAndNoOther() throws IOException {
    JsonNode data = SharedData.json("tlog/tamper-cases.json");
    LogVerifier verifier = LogVerifier.of(key(data, "log"));
    LogVerifier witnessed =
        verifier.demanding(List.of(key(data, "witness1"), key(data, "witness2")));
    String pinned = data.get("pinnedEarlierCheckpoint").asText();
    assertThat(witnessed.verifySince(pinned, path -> Optional.empty()))
        .as("the earlier checkpoint carries both cosignatures")
        .isEqualTo(new Verdict.Unreadable("checkpoint", "There is no checkpoint here."));
    for (JsonNode c : SharedData.list(data.get("cases"))) {
      TileSource source = files(c.get("files"));
      Verdict alone = verifier.verify(source);
      Verdict since = verifier.verifySince(pinned, source);
      String expected = c.get("expect").asText();
      String name = c.get("name").asText();
      assertThat(alone instanceof Verdict.Ok)
          .as("%s alone: %s", name, alone)
          .isEqualTo(!expected.equals("TAMPERED"));
      assertThat(since instanceof Verdict.Ok)
          .as("%s since: %s", name, since)
          .isEqualTo(expected.equals("OK"));
      assertThat(since).as(name).isNotInstanceOf(Verdict.Unreadable.class);
    }
  }

  @Test
  void verify_acceptsTheLogOfTessera() throws IOException {
    JsonNode data = SharedData.json("tlog/tessera-15-entry-log.json");
    TileSource files = files(data.get("files"));
    byte[] note = data.get("checkpoint").asText().getBytes(StandardCharsets.UTF_8);
    Verdict verdict =
        LogVerifier.of(VerifierKey.parse(data.get("vkey").asText()).orElseThrow())
            .verify(path -> path.equals("checkpoint") ? Optional.of(note) : files.read(path));
    assertThat(verdict).isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void verifyReceipt_agreesWithEveryVectorUnderItsPolicy() throws IOException {
    JsonNode data = SharedData.json("tlog/tlog-proofs.json");
    LogVerifier verifier =
        LogVerifier.of(key(data, "log"))
            .demanding(List.of(key(data, "witness1"), key(data, "witness2")));
    for (JsonNode c : SharedData.list(data.get("proofs"))) {
      Verdict verdict =
          verifier.verifyReceipt(
              Base64.getDecoder().decode(c.get("entry").asText()), c.get("proof").asText());
      assertThat(verdict instanceof Verdict.Ok)
          .as("%s: %s", c.get("why").asText(), verdict)
          .isEqualTo(c.get("valid").asBoolean());
    }
  }

  @Test
  void verify_answersAnyRubbishWithAVerdict() throws IOException {
    JsonNode data = SharedData.json("tlog/tamper-cases.json");
    LogVerifier verifier = LogVerifier.of(key(data, "log"));
    TileSource good = files(data.get("cases").get(0).get("files"));
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      // One file of the log, somewhere, becomes rubbish: cut, flipped or replaced.
      int target = random.nextInt(6);
      int[] reads = {0};
      Verdict verdict =
          verifier.verify(path ->
              reads[0]++ == target
                  ? good.read(path).map(bytes -> mangled(bytes, random))
                  : good.read(path));
      assertThat(verdict).as("seed %d round %d", SEED, round).isInstanceOf(Verdict.Tampered.class);
    }
    Verdict failing =
        verifier.verify(path -> {
          throw new IOException("a secret text");
        });
    assertThat(failing).isInstanceOf(Verdict.Unreadable.class);
    assertThat(failing.toString()).doesNotContain("secret");
  }

  private static byte[] mangled(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(3)) {
      case 0 -> copy = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      default -> random.nextBytes(copy);
    }
    return copy;
  }

  private static VerifierKey key(JsonNode data, String name) {
    return VerifierKey.parse(data.get("vkeys").get(name).asText()).orElseThrow();
  }

  private static TileSource files(JsonNode files) {
    return path -> SharedData.text(files, path).map(Base64.getDecoder()::decode);
  }
}
