package org.cloister.deid.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DomainKeyRotationTest {
  private static final Original ALICE = Original.ofId("Patient", "alice");

  private final DataSource database = SealingDatabase.dataSource();
  private final PseudonymDomain study = new PseudonymDomain("d-" + UUID.randomUUID());
  private final DomainKeyRotation rotation = new DomainKeyRotation(database);
  @TempDir Path folder;
  private Path first;
  private String code;

  @BeforeEach
  void makeKey() throws Exception {
    first = folder.resolve("study.key");
    var _ = KeyFile.create(first);
    code = code();
  }

  @Test
  void run_leavesEveryCodeAndNeedsTheOldFileNoLonger() throws Exception {
    KeyRing.begin(first);

    assertThat(rotation.run(study, KeyRing.load(first))).isTrue();

    Files.delete(first);
    assertThat(code()).isEqualTo(code);
    assertThat(new Reidentification(database, KeyRing.load(first)).original(study, code))
        .isEqualTo(ALICE);
    assertThat(rotation.run(study, KeyRing.load(first))).as("once").isFalse();
  }

  @Test
  void run_leavesTheRowWhereTheOldKeyIsAway() throws Exception {
    KeyRing stranger = KeyRing.of(KeyFile.create(folder.resolve("other.key")));

    assertThatThrownBy(() -> rotation.run(study, stranger))
        .isInstanceOfSatisfying(
            PseudonymException.class,
            e -> assertThat(e.kind()).isEqualTo(PseudonymException.Kind.KEY_AWAY));
    assertThat(code()).isEqualTo(code);
  }

  @Test
  void run_hasNothingToDoForADomainThatIsNotThere() throws Exception {
    assertThat(rotation.run(new PseudonymDomain("nowhere"), KeyRing.load(first))).isFalse();
  }

  private String code() throws Exception {
    VaultPseudonyms vault = VaultPseudonyms.open(database, KeyRing.load(first), study);
    return Objects.requireNonNull(vault.codes(List.of(ALICE)).get(ALICE));
  }
}
