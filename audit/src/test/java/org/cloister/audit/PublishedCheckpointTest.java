package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.junit.jupiter.api.Test;

class PublishedCheckpointTest {
  private final DataSource database = Store.fresh();

  @Test
  void checkpoint_isSignedByBothKeysWithinASecondOrSo() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      assertThat(log.publishedCheckpoint()).isEmpty();
      for (int i = 0; i < 3; i++) {
        Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
        // At once, and whatever else is to come.
        assertSigned(log.checkpoint(), Logs.IDENTITY.verifierKeys().subList(0, 1), i + 1);
      }
      SignedNote published = awaitPublished(log, 3);
      assertSigned(published.note(), Logs.IDENTITY.verifierKeys(), 3);
      // The current checkpoint is the published one as long as nothing follows.
      assertThat(log.checkpoint()).isEqualTo(published.note());
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      assertSigned(log.checkpoint(), Logs.IDENTITY.verifierKeys().subList(0, 1), 4);
      Logs.assertIntact(log);
    }
  }

  @Test
  void close_publishesTheLastCheckpoint() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
    }
    try (AuditLog log = Logs.open(database)) {
      assertSigned(log.publishedCheckpoint().orElseThrow(), Logs.IDENTITY.verifierKeys(), 1);
    }
  }

  @Test
  void cosign_isKeptAndServedWithItsCheckpoint() throws Exception {
    Cosigner one = witness("witness.example/one", KeyAlgorithm.COSIGNATURE_ED25519, 1);
    Cosigner oneAlso = witness("witness.example/one", KeyAlgorithm.COSIGNATURE_ML_DSA_44, 2);
    Cosigner two = witness("witness.example/two", KeyAlgorithm.COSIGNATURE_ML_DSA_44, 3);
    List<VerifierKey> all = List.of(one.verifier(), oneAlso.verifier(), two.verifier());
    try (AuditLog log = Logs.open(database)) {
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      String text = awaitPublished(log, 1).text();
      for (Cosigner witness : List.of(one, oneAlso)) {
        NoteSignature signature = witness.cosign(text, Instant.now());
        assertThat(log.cosign(1, signature)).isTrue();
        assertThat(log.cosign(1, signature)).as("once more").isTrue();
      }
      assertThat(log.cosign(7, one.cosign(text, Instant.now()))).as("not published").isFalse();
      assertThat(log.cosignedCheckpoint(2)).as("two keys of one witness").isEmpty();
      assertThat(log.cosign(1, two.cosign(text, Instant.now()))).isTrue();
      assertSigned(log.checkpoint(), all, 1);

      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      SignedNote next = awaitPublished(log, 2);
      assertThat(next.signatures()).hasSize(2);
      assertSigned(log.cosignedCheckpoint(2).orElseThrow(), all, 1);
    }
    try (AuditLog log = Logs.open(database)) {
      assertSigned(log.cosignedCheckpoint(2).orElseThrow(), all, 1);
    }
  }

  private static Cosigner witness(String name, KeyAlgorithm algorithm, int seed) {
    byte[] bytes = new byte[Cosigner.SEED_LENGTH];
    bytes[0] = (byte) seed;
    return Cosigner.ofSeed(name, algorithm, bytes);
  }

  private static SignedNote awaitPublished(AuditLog log, long size) throws AuditException {
    for (int i = 0; i < 6000; i++) {
      Optional<SignedNote> published =
          log.publishedCheckpoint().flatMap(SignedNote::parse).filter(note -> size(note) == size);
      if (published.isPresent()) {
        return published.get();
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("size " + size + " was not published");
  }

  private static void assertSigned(String note, List<VerifierKey> keys, long size) {
    SignedNote parsed = SignedNote.parse(note).orElseThrow();
    assertThat(size(parsed)).isEqualTo(size);
    assertThat(keys).allMatch(parsed::isSignedBy);
    // Not of any other text.
    SignedNote other =
        new SignedNote(parsed.text().replaceFirst("\n\\d+\n", "\n99\n"), parsed.signatures());
    assertThat(keys).noneMatch(other::isSignedBy);
  }

  private static long size(SignedNote note) {
    return Checkpoint.parse(note.text()).orElseThrow().size();
  }
}
