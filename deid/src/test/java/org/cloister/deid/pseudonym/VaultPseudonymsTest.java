package org.cloister.deid.pseudonym;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.cloister.deid.sealing.FailingDatabase;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultPseudonymsTest {
  private static final Original ALICE = Original.ofId("Patient", "alice-of-ward-seven");

  @TempDir Path folder;

  private final FailingDatabase database = new FailingDatabase(SealingDatabase.dataSource());
  private final PseudonymDomain study = aDomain();
  private final PseudonymDomain other = aDomain();
  private KeyRing ring;

  @BeforeEach
  void makeKey() throws Exception {
    ring = KeyRing.of(KeyFile.create(folder.resolve("vault.key")));
  }

  @Test
  void codes_areTheSameForEveryProcessAndRandomInEachDomain() throws Exception {
    List<Original> originals = originals(300);
    Map<Original, String> codes = open(study).codes(originals);

    assertThat(open(study).codes(originals)).isEqualTo(codes);
    Set<String> all = new HashSet<>(codes.values());
    all.addAll(open(other).codes(originals).values());
    assertThat(all).hasSize(600);
  }

  @Test
  void offsetDays_isKeptAndNeverZero() throws Exception {
    for (Original patient : originals(20)) {
      int days = open(study).offsetDays(patient);

      assertThat(open(study).offsetDays(patient)).isEqualTo(days).isNotZero().isBetween(-365, 365);
    }
  }

  @Test
  void codes_agreeBetweenWritersOfTheSameOriginals() throws Exception {
    List<Original> originals = originals(200);
    Set<Map<Original, String>> seen = new HashSet<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Future<Map<Original, String>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        List<Original> shuffled = new ArrayList<>(originals);
        Collections.shuffle(shuffled, new Random(i));
        answers.add(writers.submit(() -> open(study).codes(shuffled)));
      }
      for (Future<Map<Original, String>> answer : answers) {
        seen.add(answer.get());
      }
    }

    assertThat(seen).hasSize(1);
  }

  @Test
  void codes_areNotGivenWhileTheDatabaseIsDown() throws Exception {
    VaultPseudonyms vault = open(study);
    database.goDown();

    assertThatThrownBy(() -> vault.codes(List.of(ALICE)))
        .isInstanceOf(PseudonymException.class)
        .hasMessageNotContaining(FailingDatabase.DRIVER_TEXT)
        .hasMessageNotContaining(ALICE.value());
  }

  @Test
  void rows_holdNoOriginalInClear() throws Exception {
    String code = code(ALICE);

    assertThat(
            SealingDatabase.change(
                "update pseudonym set code = code where code = ?::uuid and position(? in sealed) ="
                    + " 0 and position(? in original_index) = 0",
                code,
                ALICE.value().getBytes(StandardCharsets.UTF_8),
                ALICE.value().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(1);
  }

  @Test
  void original_isToldForTheCodeOfThisDomainOnly() throws Exception {
    String code = code(ALICE);
    String unused = requireNonNull(open(other).codes(List.of(ALICE)).get(ALICE));

    assertThat(reidentification().original(study, code)).isEqualTo(ALICE);
    assertThat(reidentification().original(other, unused)).isEqualTo(ALICE);
    assertRefused(other, code);
    assertRefused(aDomain(), code);
    assertRefused(study, UUID.randomUUID().toString());
    assertRefused(study, "no code");
  }

  @Test
  void original_ofADerivedCodeCannotBeTold() throws Exception {
    KeyedPseudonyms keyed = KeyedPseudonyms.of(KeyFile.load(folder.resolve("vault.key")), study, 1);
    String derived = requireNonNull(keyed.codes(List.of(ALICE)).get(ALICE));

    assertThatThrownBy(() -> reidentification().original(study, derived))
        .isInstanceOfSatisfying(
            PseudonymException.class,
            e -> assertThat(e.kind()).isEqualTo(PseudonymException.Kind.DERIVED));
  }

  @Test
  void original_isNotToldUnderAnotherKey() throws Exception {
    String code = code(ALICE);
    KeyRing wrong = KeyRing.of(KeyFile.create(folder.resolve("wrong.key")));

    assertThatThrownBy(() -> new Reidentification(database, wrong).original(study, code))
        .isInstanceOf(PseudonymException.class);
    assertThatThrownBy(() -> VaultPseudonyms.open(database, wrong, study))
        .isInstanceOf(PseudonymException.class);
  }

  @Test
  void encrypted_opensForThisDomainUntilItIsErased() throws Exception {
    VaultPseudonyms vault = open(study);
    String token = vault.encrypted("HumanName.family", "Quill");
    var _ = open(other);

    assertThat(token).isEqualTo(open(study).encrypted("HumanName.family", "Quill"));
    Decryption decryption = Decryption.vault(database, ring, study);
    assertThat(decryption.value(token))
        .isEqualTo(new Decryption.Decrypted("HumanName.family", "Quill"));
    assertThatThrownBy(() -> Decryption.vault(database, ring, other).value(token))
        .isInstanceOf(PseudonymException.class);
    vault.eraseDomain();
    assertThatThrownBy(() -> decryption.value(token)).isInstanceOf(PseudonymException.class);
  }

  @Test
  void original_isNotToldFromARowThatWasChanged() throws Exception {
    String code = code(ALICE);
    change("update pseudonym set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)", code);

    assertRefused(study, code);
    assertThatThrownBy(() -> open(study).codes(List.of(ALICE)))
        .isInstanceOf(PseudonymException.class);
  }

  @Test
  void original_isNotToldFromARowThatTookAnothersPlace() throws Exception {
    String code = code(ALICE);
    String bob = code(Original.ofId("Patient", "bob"));
    change(
        "update pseudonym set sealed = (select sealed from pseudonym where code = '" + bob + "')",
        code);

    assertRefused(study, code);
  }

  @Test
  void delete_makesTheCodeResolveToNothing() throws Exception {
    VaultPseudonyms vault = open(study);
    String code = requireNonNull(vault.codes(List.of(ALICE)).get(ALICE));
    vault.delete(ALICE);

    assertRefused(study, code);
    assertThat(vault.codes(List.of(ALICE)).get(ALICE)).isNotEqualTo(code);
  }

  @Test
  void eraseDomain_leavesNothingToReadAndNothingToWriteInto() throws Exception {
    VaultPseudonyms vault = open(study);
    String code = requireNonNull(vault.codes(List.of(ALICE)).get(ALICE));
    vault.eraseDomain();

    assertRefused(study, code);
    assertThat(code(ALICE)).isNotEqualTo(code);
    assertThatThrownBy(() -> vault.codes(List.of(ALICE))).isInstanceOf(PseudonymException.class);
  }

  private void assertRefused(PseudonymDomain domain, String code) {
    assertThatThrownBy(() -> reidentification().original(domain, code))
        .isInstanceOf(PseudonymException.class)
        .hasMessageNotContaining(code);
  }

  private static void change(String sql, String code) throws Exception {
    assertThat(SealingDatabase.change(sql + " where code = ?::uuid", code)).isEqualTo(1);
  }

  private String code(Original original) throws PseudonymException {
    return Objects.requireNonNull(open(study).codes(List.of(original)).get(original));
  }

  private VaultPseudonyms open(PseudonymDomain domain) throws PseudonymException {
    return VaultPseudonyms.open(database, ring, domain);
  }

  private Reidentification reidentification() {
    return new Reidentification(database, ring);
  }

  private static List<Original> originals(int count) {
    return IntStream.range(0, count).mapToObj(i -> Original.ofId("Patient", "p" + i)).toList();
  }

  /// One of its own for each test: the database is shared.
  private static PseudonymDomain aDomain() {
    return new PseudonymDomain("d-" + UUID.randomUUID());
  }
}
