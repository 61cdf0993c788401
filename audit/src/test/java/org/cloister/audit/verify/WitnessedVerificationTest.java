package org.cloister.audit.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.junit.jupiter.api.Test;

/// A live log with witnesses that sign at different moments.
class WitnessedVerificationTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private final Cosigner first = witness("w1.example", 1);
  private final Cosigner second = witness("w2.example", 2);
  private final Cosigner third = witness("w3.example", 3);
  private final MemoryLog log = new MemoryLog().grownTo(300);
  private final LogVerifier verifier =
      LogVerifier.of(log.key()).at(Clock.fixed(NOW, ZoneOffset.UTC));

  WitnessedVerificationTest() throws GeneralSecurityException {}

  @Test
  void verify_findsTheCheckpointThatAllOfThemSigned() {
    Map<String, byte[]> files = log.files();
    put(files, "checkpoint/cosigned", log.cosigned(299, NOW, third));
    put(files, "checkpoint/cosigned/2", log.cosigned(290, NOW, first, third));
    put(files, "checkpoint/cosigned/3", log.cosigned(280, NOW, first, second, third));
    LogVerifier demanding = verifier.demanding(List.of(first.verifier(), second.verifier()), 2);
    assertThat(demanding.verify(MemoryLog.source(files)).sentence())
        .startsWith("All 300 entries are intact")
        .contains("The first 280: Witnessed by w1.example")
        .contains("w2.example");
    var _ = files.remove("checkpoint/cosigned/3");
    assertThat(demanding.verify(MemoryLog.source(files)).sentence())
        .contains("valid cosignatures of ", " witnesses instead of 2");
  }

  @Test
  void verify_raisesNoAlarmOverALogThatGrowsMeanwhile() {
    // Between any two requests the log grows by one entry and a witness signs it. Partial files of
    // every size that a checkpoint had stay, as in a log of this product.
    AtomicLong size = new AtomicLong(270);
    Map<String, byte[]> kept = new ConcurrentHashMap<>();
    TileSource growing =
        path -> {
          long now = size.incrementAndGet();
          kept.putAll(log.files(now));
          kept.put("checkpoint/cosigned", log.cosigned(now, NOW, first).getBytes(UTF_8));
          return Optional.ofNullable(kept.get(path));
        };
    Verdict verdict = verifier.demanding(List.of(first.verifier())).verify(growing);
    assertThat(verdict).isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void verifySince_needsNoWitnessOfACheckpointThatWasKept() throws GeneralSecurityException {
    Map<String, byte[]> files = log.files();
    put(files, "checkpoint", log.cosigned(300, NOW, first));
    LogVerifier demanding = verifier.demanding(List.of(first.verifier()));
    assertThat(demanding.verifySince(log.checkpoint(200), MemoryLog.source(files)).sentence())
        .startsWith("All 300 entries are intact and continue the earlier checkpoint of 200.");
    String foreign = new MemoryLog().grownTo(300).checkpoint(200);
    assertThat(demanding.verifySince(foreign, MemoryLog.source(files)))
        .as("signed by another key")
        .isInstanceOf(Verdict.Unreadable.class);
  }

  @Test
  void verify_namesNoTimeWhereAWitnessGaveNone() {
    Map<String, byte[]> files = log.files();
    put(files, "checkpoint", log.cosigned(300, Instant.EPOCH, first));
    assertThat(
            verifier
                .demanding(List.of(first.verifier()))
                .verify(MemoryLog.source(files))
                .sentence())
        .endsWith("Witnessed by w1.example.");
  }

  private static void put(Map<String, byte[]> files, String path, String note) {
    files.put(path, note.getBytes(UTF_8));
  }

  private static Cosigner witness(String name, int seed) {
    byte[] bytes = new byte[Cosigner.SEED_LENGTH];
    bytes[0] = (byte) seed;
    return Cosigner.ofSeed(name, KeyAlgorithm.COSIGNATURE_ML_DSA_44, bytes);
  }
}
