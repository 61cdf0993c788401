package org.cloister.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.audit.SharedData;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.GrowingLog;
import org.junit.jupiter.api.Test;

/// Whole logs and receipts made by others, good and attacked.
class LogVerifierVectorsTest {
  private static final long SEED = 20260724;

  /// After every cosignature of the vectors.
  private static final Clock LATER =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

  @Test
  void verify_findsEveryAttackAndNoOther() throws IOException {
    JsonNode data = SharedData.json("tlog/tamper-cases.json");
    LogVerifier verifier = LogVerifier.of(key(data, "log")).at(LATER);
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
      assertThat(since)
          .as("%s since", name)
          .isInstanceOf(
              switch (expected) {
                case "OK" -> Verdict.Ok.class;
                case "TAMPERED" -> Verdict.Tampered.class;
                case "TAMPERED-VS-WITNESS" -> Verdict.TamperedVsWitness.class;
                default -> throw new IllegalStateException(expected);
              });
    }
  }

  @Test
  void verify_countsWitnessesOnceAndNoneOfTheFuture() throws IOException {
    JsonNode data = SharedData.json("tlog/tamper-cases.json");
    List<VerifierKey> witnesses = List.of(key(data, "witness1"), key(data, "witness2"));
    TileSource good = files(data.get("cases").get(0).get("files"));
    String pinned = data.get("pinnedEarlierCheckpoint").asText();
    byte[] cosigned = pinned.getBytes(StandardCharsets.UTF_8);
    TileSource source =
        path -> path.equals("checkpoint/cosigned") ? Optional.of(cosigned) : good.read(path);
    LogVerifier alone = LogVerifier.of(key(data, "log")).at(LATER);
    assertThat(alone.demanding(witnesses, 2).verify(source).sentence())
        .contains("witness1.visible.example/w at 2026-")
        .contains("witness2.visible.example/w at 2026-");
    VerifierKey third =
        Cosigner.ofSeed("w3.example", KeyAlgorithm.COSIGNATURE_ED25519, new byte[32]).verifier();
    List<VerifierKey> three = List.of(third, witnesses.get(0), witnesses.get(1));
    assertThat(alone.demanding(three, 2).verify(source)).isInstanceOf(Verdict.Ok.class);
    // Under "good" both witnesses signed the newest checkpoint too; a stranger makes it too few.
    assertThat(alone.demanding(three, 3).verify(source).sentence())
        .isEqualTo("The checkpoint has valid cosignatures of 2 witnesses instead of 3.");
    Clock before = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);
    assertThat(alone.at(before).demanding(witnesses, 1).verify(source).sentence())
        .contains("0 witnesses instead of 1. One is from the future");
  }

  @Test
  void verify_boundsWhatASignedSizeCanCost() throws IOException {
    JsonNode data = SharedData.json("tlog/tamper-cases.json");
    TileSource good = files(data.get("cases").get(0).get("files"));
    GrowingLog huge = GrowingLog.empty("log.example/huge");
    byte[] note = huge.signed(Long.MAX_VALUE).getBytes(StandardCharsets.UTF_8);
    Verdict verdict =
        LogVerifier.of(huge.key())
            .verify(path -> path.equals("checkpoint") ? Optional.of(note) : good.read(path));
    assertThat(verdict).isInstanceOf(Verdict.Tampered.class);
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
            .at(LATER)
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
    Set<String> read = ConcurrentHashMap.newKeySet();
    assertThat(
            verifier.verify(path -> {
              boolean _ = read.add(path);
              return good.read(path);
            }))
        .isInstanceOf(Verdict.Ok.class);
    List<String> paths = read.stream().sorted().toList();
    for (int round = 0; round < 300; round++) {
      // One file of the log, somewhere, becomes rubbish: cut, flipped or replaced.
      String target = paths.get(random.nextInt(paths.size()));
      byte[] rubbish = mangled(good.read(target).orElseThrow(), random);
      Verdict verdict =
          verifier.verify(path -> path.equals(target) ? Optional.of(rubbish) : good.read(path));
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
