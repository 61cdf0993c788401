package org.cloister.audit.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.cloister.audit.AuditException;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.Witness.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The answers of c2sp.org/tlog-witness, one by one.
class WitnessTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir Path folder;

  private final GrowingLog log = GrowingLog.empty("log.example/a").grownTo(300, "entry");
  private WitnessKeys keys;
  private Witness witness;

  @BeforeEach
  void begin() throws AuditException {
    keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, log.key().name(), folder, CLOCK);
    witness = reopened();
  }

  @Test
  void addCheckpoint_cosignsWithEveryKeyAtItsTime() {
    Answer answer = witness.addCheckpoint(log.request(0, 7));
    assertThat(answer).isInstanceOf(Answer.Cosigned.class);
    List<NoteSignature> signatures = new ArrayList<>(((Answer.Cosigned) answer).signatures());
    signatures.addAll(log.checkpoint(7).signatures());
    SignedNote note = new SignedNote(log.checkpoint(7).text(), signatures);
    for (VerifierKey key : witness.verifiers()) {
      assertThat(note.cosignedAt(key)).as("%s", key.algorithm()).contains(NOW);
    }
    assertThat(witness.verifiers()).hasSize(2);
  }

  @Test
  void addCheckpoint_followsAGrowingLogAcrossRestarts() throws AuditException {
    int last = 0;
    for (int size : new int[] {1, 2, 2, 3, 8, 255, 256, 257, 300}) {
      assertThat(witness.addCheckpoint(log.request(last, size)))
          .as("%d to %d", last, size)
          .isInstanceOf(Answer.Cosigned.class);
      last = size;
      witness = reopened();
    }
    String published = witness.lastCosigned(CosignedState.hashed("log.example/a")).orElseThrow();
    SignedNote note = SignedNote.parse(published).orElseThrow();
    assertThat(note.text()).isEqualTo(log.checkpoint(300).text());
    assertThat(note.isSignedBy(log.key())).isTrue();
    assertThat(witness.lastCosigned("unknown")).isEmpty();
  }

  @Test
  void addCheckpoint_answersConflictWithTheSizeItHas() {
    assertThat(witness.addCheckpoint(log.request(3, 7))).isEqualTo(new Answer.Conflict(0));
    assertCosigned(log.request(0, 7));
    assertThat(witness.addCheckpoint(log.request(0, 9))).isEqualTo(new Answer.Conflict(7));
    assertThat(witness.addCheckpoint(log.request(3, 9))).isEqualTo(new Answer.Conflict(7));
    assertThat(witness.addCheckpoint(log.request(6, 6))).isEqualTo(new Answer.Conflict(7));
  }

  @Test
  void addCheckpoint_refusesAnotherRootForASizeItSigned() {
    assertCosigned(log.request(0, 7));
    GrowingLog fork = log.forkedAt(6).grownTo(300, "other");
    assertThat(witness.addCheckpoint(fork.request(7, 7))).isEqualTo(new Answer.Conflict(7));
  }

  @Test
  void addCheckpoint_refusesAForkAndARollback() {
    assertCosigned(log.request(0, 7));
    GrowingLog fork = log.forkedAt(6).grownTo(300, "other");
    assertThat(witness.addCheckpoint(fork.request(7, 20))).isEqualTo(new Answer.BadProof());
    assertThat(witness.addCheckpoint(fork.request(7, 20, log.consistency(7, 20))))
        .isEqualTo(new Answer.BadProof());
    assertThat(witness.addCheckpoint(log.request(7, 5, List.of())))
        .isEqualTo(new Answer.Malformed());
    assertThat(witness.addCheckpoint(log.request(7, 7, List.of(log.root(7)))))
        .isEqualTo(new Answer.BadProof());
    assertCosigned(log.request(7, 20));
  }

  @Test
  void addCheckpoint_keepsAStateThatCanBeReadAgainWhateverSignaturesCome() throws AuditException {
    SignedNote note = log.checkpoint(7);
    String line = note.signatures().getFirst().line();
    assertCosigned(("old 0\n\n" + note.text() + "\n" + line.repeat(100)).getBytes(UTF_8));
    witness = reopened();
    assertCosigned(log.request(7, 9));
  }

  @Test
  void addCheckpoint_givesOutNoSignatureThatDoesNotHold() throws AuditException {
    VerifierKey second =
        Cosigner.ofSeed("log.example/a", KeyAlgorithm.COSIGNATURE_ML_DSA_44, new byte[32])
            .verifier();
    witness = Witness.open(keys, List.of(log.key(), second), folder, CLOCK);
    byte[] forged = new byte[4 + 8 + 2420];
    ByteBuffer _ = ByteBuffer.wrap(forged).putInt(second.keyId());
    String line = "\u2014 log.example/a " + Base64.getEncoder().encodeToString(forged) + "\n";
    String body = new String(log.request(0, 7), UTF_8) + line;
    assertCosigned(body.getBytes(UTF_8));
    String published = witness.lastCosigned(CosignedState.hashed("log.example/a")).orElseThrow();
    assertThat(published).doesNotContain(line).contains(log.checkpoint(7).note());
  }

  @Test
  void addCheckpoint_wantsAnEmptyProofFromSizeZero() {
    assertThat(witness.addCheckpoint(log.request(0, 7, List.of(log.root(7)))))
        .isEqualTo(new Answer.BadProof());
    assertCosigned(log.request(0, 7));
  }

  @Test
  void addCheckpoint_knowsItsLogsAndTheirKeys() {
    GrowingLog unknown = GrowingLog.empty("log.example/b").grownTo(3, "entry");
    assertThat(witness.addCheckpoint(unknown.request(0, 3))).isEqualTo(new Answer.UnknownOrigin());
    GrowingLog impostor = GrowingLog.empty("log.example/a").grownTo(3, "entry");
    assertThat(witness.addCheckpoint(impostor.request(0, 3))).isEqualTo(new Answer.NotSigned());
  }

  @Test
  void addCheckpoint_answersAnyOtherFormAsMalformed() {
    String good = new String(log.request(0, 7), UTF_8);
    List<Hash> tooLong = Collections.nCopies(64, log.root(7));
    Stream.of(
            "",
            "\n\n",
            "old 0\n",
            good.replace("old 0\n", "old 00\n"),
            good.replace("old 0\n", "old -1\n"),
            good.replace("old 0\n", "old 99999999999999999999\n"),
            good.replace("old 0\n", "new 0\n"),
            good.replace("old 0\n", "old 0\nrubbish\n"),
            good.replace("old 0\n", "old 0\r\n"),
            good.replace("\n7\n", "\n07\n"),
            good.substring(0, good.length() - 1),
            new String(log.request(0, 7, tooLong), UTF_8))
        .forEach(body ->
            assertThat(witness.addCheckpoint(body.getBytes(UTF_8)))
                .as(body)
                .isEqualTo(new Answer.Malformed()));
    assertThat(witness.addCheckpoint(new byte[] {(byte) 0xC3, 0x28}))
        .isEqualTo(new Answer.Malformed());
    assertCosigned(log.request(0, 7));
  }

  @Test
  void open_refusesAStateThatIsMissingDamagedOrAnothers() throws AuditException, IOException {
    assertCosigned(log.request(0, 7));
    Path file = folder.resolve(CosignedState.hashed("log.example/a") + ".checkpoint");
    byte[] good = Files.readAllBytes(file);
    byte[] edited = new String(good, UTF_8).replace("\n7\n", "\n6\n").getBytes(UTF_8);
    for (byte[] bad :
        List.of(new byte[0], edited, Files.readAllBytes(folder.resolve("witness.key")))) {
      Files.write(file, bad);
      assertThatThrownBy(this::reopened).isInstanceOf(AuditException.class);
    }
    Files.delete(file);
    assertThatThrownBy(this::reopened).hasMessageContaining("there is no state of the log");
    Files.write(file, good);
    assertThat(reopened().addCheckpoint(log.request(7, 9))).isInstanceOf(Answer.Cosigned.class);
    assertThatThrownBy(() -> Witness.begin(keys, "log.example/a", folder, CLOCK))
        .hasMessageContaining("already");
  }

  @Test
  void create_neverReplacesKeysAndHidesThem() throws AuditException, IOException {
    Path file = folder.resolve("witness.key");
    assertThatThrownBy(() -> WitnessKeys.create("witness.example/w1", file))
        .hasMessageContaining("exists already");
    assertThat(WitnessKeys.load(file).verifiers()).isEqualTo(keys.verifiers());
    assertThat(keys.toString()).isEqualTo("WitnessKeys[witness.example/w1, redacted]");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> WitnessKeys.load(file)).hasMessageContaining("chmod 600");
    assertThatThrownBy(() -> WitnessKeys.create("a name", folder.resolve("other.key")))
        .hasMessageContaining("no spaces");
    assertThat(folder.resolve("other.key")).doesNotExist();
  }

  private void assertCosigned(byte[] request) {
    assertThat(witness.addCheckpoint(request)).isInstanceOf(Answer.Cosigned.class);
  }

  private Witness reopened() throws AuditException {
    return Witness.open(keys, List.of(log.key()), folder, CLOCK);
  }
}
