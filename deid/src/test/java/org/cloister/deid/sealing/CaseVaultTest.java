package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class CaseVaultTest {
  private static final long SEED = 20261124;
  private static final String CANARY = "Zephyrine Quillfeather, MRN 99-CANARY-1";

  private final DataSource database = SealingDatabase.dataSource();
  private final CaseVault vault = SealingDatabase.vault(database);
  private final Random random = new Random(SEED);

  @Test
  void open_returnsWhatWasSealed() throws Exception {
    for (int length : new int[] {0, 1, 15, 16, 17, 4096, 1 << 20}) {
      byte[] plaintext = new byte[length];
      random.nextBytes(plaintext);
      SealContext context = context("Patient/1");

      SealedCase sealed = vault.seal(context, plaintext);

      assertThat(vault.open(context, sealed)).isEqualTo(plaintext);
      assertThat(vault.open(context, sealed.bytes())).isEqualTo(plaintext);
      assertThat(sealed.bytes()).hasSize(length + 45);
    }
  }

  @Test
  void seal_neverGivesTheSameBytesTwice() throws Exception {
    SealContext context = context("Patient/1");
    byte[] plaintext = CANARY.getBytes(StandardCharsets.UTF_8);

    Set<SealedCase> sealed = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      sealed.add(vault.seal(context, plaintext));
    }

    assertThat(sealed).hasSize(1000);
  }

  @Test
  void open_refusesEveryFlippedBitAndEveryTruncation() throws Exception {
    SealContext context = context("Patient/1");
    byte[] sealed = vault.seal(context, CANARY.getBytes(StandardCharsets.UTF_8)).bytes();

    for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      // Bytes 1 to 16 name the key: another name is that of no key.
      if (bit / Byte.SIZE >= 1 && bit / Byte.SIZE <= 16) {
        assertKind(() -> vault.open(context, changed), SealingException.Kind.KEY_GONE);
      } else {
        assertUnreadable(() -> vault.open(context, changed));
      }
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] shorter = Arrays.copyOf(sealed, length);
      assertUnreadable(() -> vault.open(context, shorter));
    }
    assertUnreadable(() -> vault.open(context, Arrays.copyOf(sealed, sealed.length + 1)));
  }

  /// Law: over random contexts that differ in any subset of fields, only the sealing's own opens.
  @Test
  void open_refusesEveryOtherContext() throws Exception {
    List<String> tenants = List.of("north", "south", "nort", "h");
    List<String> subjects = List.of("Patient/1", "Patient/11", "Staff/1", "System");
    List<UUID> records = List.of(new UUID(1, 2), new UUID(2, 1), new UUID(0, 0));
    List<String> purposes = List.of("audit-body", "audit", "RiskAssessment/1", "Observation/1");
    List<SealContext> contexts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String tenant = pick(tenants);
      contexts.add(
          new SealContext(
              tenant,
              vault.subjectIndex(tenant, pick(subjects)),
              pick(records),
              pick(purposes),
              pick(List.of(KeyClass.values()))));
    }
    byte[] plaintext = CANARY.getBytes(StandardCharsets.UTF_8);
    List<SealedCase> sealed = new ArrayList<>();
    for (SealContext context : contexts) {
      sealed.add(vault.seal(context, plaintext));
    }

    for (int i = 0; i < contexts.size(); i++) {
      for (int j = 0; j < contexts.size(); j++) {
        SealContext context = contexts.get(i);
        SealedCase other = sealed.get(j);
        if (context.equals(contexts.get(j))) {
          assertThat(vault.open(context, other)).as("seed %d", SEED).isEqualTo(plaintext);
        } else {
          assertUnreadable(() -> vault.open(context, other));
        }
      }
    }
  }

  @Test
  void open_refusesEachFieldThatAloneIsChanged() throws Exception {
    SubjectIndex subject = vault.subjectIndex("north", "Patient/1");
    SubjectIndex other = vault.subjectIndex("north", "Patient/2");
    UUID id = UUID.randomUUID();
    KeyClass clinical = KeyClass.CLINICAL;
    SealContext context = new SealContext("north", subject, id, "audit-body", clinical);
    SealedCase sealed = vault.seal(context, new byte[10]);
    for (SealContext changed :
        List.of(
            new SealContext("south", subject, id, "audit-body", clinical),
            new SealContext("north", other, id, "audit-body", clinical),
            new SealContext("north", subject, UUID.randomUUID(), "audit-body", clinical),
            new SealContext("north", subject, id, "audit-bod", clinical),
            new SealContext("north", subject, id, "audit-body", KeyClass.ACCOUNTABILITY))) {
      assertUnreadable(() -> vault.open(changed, sealed));
    }

    assertThat(vault.open(context, sealed)).hasSize(10);
  }

  @Test
  void open_refusesAfterTheSubjectsKeyWasDestroyedEvenWhenANewOneWasMade() throws Exception {
    SealContext context = context("Patient/erased");
    SealedCase sealed = vault.seal(context, new byte[10]);
    assertThat(
            SealingDatabase.change(
                "delete from subject_key where subject_index = ?", context.subject().bytes()))
        .isEqualTo(1);

    CaseVault restarted = SealingDatabase.vault(database);
    assertKind(() -> restarted.open(context, sealed), SealingException.Kind.KEY_GONE);
    SealedCase later = restarted.seal(context, new byte[10]);
    assertKind(() -> restarted.open(context, sealed), SealingException.Kind.KEY_GONE);
    assertThat(restarted.open(context, later)).hasSize(10);
  }

  @Test
  void close_endsTheUseOfACachedKeyAtOnce() throws Exception {
    SealContext context = context("Patient/forgotten");
    SealedCase sealed = vault.seal(context, new byte[10]);
    UUID name = vault.keyName("north", context.subject(), KeyClass.CLINICAL).orElseThrow();
    assertThat(SealingDatabase.change("delete from subject_key where key_id = ?", name))
        .isEqualTo(1);
    assertThat(vault.open(context, sealed)).as("still cached").hasSize(10);

    vault.close(Set.of(name));

    assertThat(vault.isClosed(sealed.bytes())).isTrue();
    assertKind(() -> vault.open(context, sealed), SealingException.Kind.KEY_GONE);
    assertThat(vault.keyName("north", context.subject(), KeyClass.CLINICAL)).isEmpty();
    var _ = vault.seal(context, new byte[10]);
    assertThat(vault.keyName("north", context.subject(), KeyClass.CLINICAL))
        .hasValueSatisfying(made -> assertThat(made).isNotEqualTo(name));
  }

  @Test
  void open_ofAVaultRefusesAnotherKeyEncryptionKey() {
    KeyRing foreign = KeyRing.of(new KeyEncryptionKey(AesGcm.random(32)));

    assertThatThrownBy(() -> CaseVault.open(database, foreign, KeyCacheBounds.standard()))
        .hasMessage(SealingException.foreignKey().getMessage());
  }

  @Test
  void vaults_onOneDatabaseAgreeWhenTheyMeetASubjectAtOnce() throws Exception {
    CaseVault second = SealingDatabase.vault(database);
    byte[] plaintext = CANARY.getBytes(StandardCharsets.UTF_8);
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 10; round++) {
        SealContext context = context("Patient/shared-" + round);
        List<Callable<SealedCase>> seals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          CaseVault own = i % 2 == 0 ? vault : second;
          seals.add(() -> own.seal(context, plaintext));
        }
        for (Future<SealedCase> sealed : threads.invokeAll(seals)) {
          assertThat(vault.open(context, sealed.get())).isEqualTo(plaintext);
          assertThat(second.open(context, sealed.get())).isEqualTo(plaintext);
        }
      }
    }
  }

  @Test
  void seal_andOpenFailClosedWhenTheDatabaseIsDown() throws Exception {
    FailingDatabase failing = new FailingDatabase(database);
    CaseVault own = SealingDatabase.vault(failing);
    SealContext cached = context("Patient/1");
    SealContext uncached = context("Patient/2");
    SealedCase sealed = vault.seal(uncached, new byte[10]);
    var _ = own.seal(cached, new byte[10]);
    failing.goDown();

    assertThat(own.open(cached, own.seal(cached, new byte[10]))).hasSize(10);
    assertKind(() -> own.seal(uncached, new byte[10]), SealingException.Kind.UNAVAILABLE);
    assertKind(() -> own.open(uncached, sealed), SealingException.Kind.UNAVAILABLE);
  }

  @Test
  void subjectIndex_isEqualForEqualSubjectsOnly() {
    SubjectIndex index = vault.subjectIndex("north", "Patient/1");

    assertThat(index).isEqualTo(vault.subjectIndex("north", "Patient/1")).hasSameHashCodeAs(index);
    assertThat(index).isNotEqualTo(vault.subjectIndex("north", "Patient/2"));
    assertThat(index).isNotEqualTo(vault.subjectIndex("south", "Patient/1"));
    assertThat(vault.subjectIndex("a", "bc")).isNotEqualTo(vault.subjectIndex("ab", "c"));
    assertThat(SealingDatabase.vault(database))
        .extracting(restarted -> restarted.subjectIndex("north", "Patient/1"))
        .isEqualTo(index);
  }

  @Test
  void subjectIndex_refusesTextThatHasNoUtf8() {
    assertThatThrownBy(() -> vault.subjectIndex("north", "Patient/\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothing_printsPlaintextSubjectOrKey() throws Exception {
    SealContext context =
        new SealContext(
            "north",
            vault.subjectIndex("north", CANARY),
            UUID.randomUUID(),
            "audit-body",
            KeyClass.CLINICAL);
    SealedCase sealed = vault.seal(context, CANARY.getBytes(StandardCharsets.UTF_8));

    assertThat(sealed).hasToString("SealedCase[redacted]");
    assertThat(context.subject()).hasToString("SubjectIndex[redacted]");
    assertThat(vault).hasToString("CaseVault[redacted]");
    assertThat(context.toString()).doesNotContain("CANARY").contains("SubjectIndex[redacted]");
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("CANARY");
  }

  private SealContext context(String subject) {
    return new SealContext(
        "north",
        vault.subjectIndex("north", subject),
        new UUID(random.nextLong(), random.nextLong()),
        "audit-body",
        KeyClass.CLINICAL);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void assertUnreadable(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SealingException.class,
            e -> assertThat(e.kind()).isEqualTo(SealingException.Kind.UNREADABLE))
        .hasMessage(SealingException.unreadable().getMessage())
        .hasNoCause();
  }

  private static void assertKind(ThrowingCallable action, SealingException.Kind kind) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(SealingException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
