package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of its own: a rotation moves every row that there is.
final class KeyRotationTest {
  private static EmbeddedPostgres postgres;

  private final byte[] text = "sealed before the rotation".getBytes(StandardCharsets.UTF_8);
  private DataSource database;
  private Path first;
  private CaseVault vault;
  private KeyRotation rotation;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    var _ = Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
  }

  @AfterAll
  static void end() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void begin(@TempDir Path folder) throws Exception {
    database = postgres.getPostgresDatabase();
    execute("truncate subject_key, blind_index_key");
    first = folder.resolve("encryption.key");
    var _ = KeyFile.create(first);
    vault = opened();
    rotation = new KeyRotation(database, vault, 10);
  }

  @Test
  void run_movesEveryRowAndEverythingStaysReadableAndFindable() throws Exception {
    Map<SealContext, SealedCase> sealed = sealed(25);
    Map<String, UUID> names = names(sealed);
    SubjectIndex index = vault.subjectIndex("north", "Patient/7");
    String old = rotation.ring().newest().id();
    Path second = KeyRing.begin(first);
    rotation.adopt(KeyRing.load(first));
    List<KeyRotation.Progress> steps = new ArrayList<>();

    assertThat(rotation.run(steps::add)).isEqualTo(new KeyRotation.Progress(26, 0));

    assertThat(steps).hasSize(3);
    assertThat(rotation.uses())
        .isEqualTo(Map.of(rotation.ring().newest().id(), 26L))
        .doesNotContainKey(old);
    Files.delete(first);
    assertThat(second).hasFileName("encryption.key.2");
    CaseVault restarted = opened();
    assertThat(restarted.subjectIndex("north", "Patient/7")).isEqualTo(index);
    for (Map.Entry<SealContext, SealedCase> one : sealed.entrySet()) {
      assertThat(restarted.open(one.getKey(), one.getValue())).isEqualTo(text);
    }
    assertThat(names(sealed)).as("names are stable").isEqualTo(names);
  }

  @Test
  void run_goesOnWhereItWasCutOff() throws Exception {
    Map<SealContext, SealedCase> sealed = sealed(25);
    var _ = KeyRing.begin(first);
    rotation.adopt(KeyRing.load(first));
    assertThatThrownBy(() ->
            rotation.run(_ -> {
              throw new IllegalStateException("power cut");
            }))
        .hasMessage("power cut");
    assertThat(rotation.uses().values()).containsExactlyInAnyOrder(11L, 15L);

    CaseVault restarted = opened();
    for (Map.Entry<SealContext, SealedCase> one : sealed.entrySet()) {
      assertThat(restarted.open(one.getKey(), one.getValue())).isEqualTo(text);
    }
    assertThat(new KeyRotation(database, restarted, 10).run(_ -> {}).rewrapped()).isEqualTo(15);
  }

  @Test
  void run_letsCallsSealAndOpenAllTheWhile() throws Exception {
    Map<SealContext, SealedCase> sealed = sealed(60);
    var _ = KeyRing.begin(first);
    CaseVault another = opened();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<Exception> refused = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !ended.get(); i++) {
                try {
                  SealContext context = context("Patient/during-" + i);
                  byte[] opened = another.open(context, vault.seal(context, text));
                  assertThat(opened).isEqualTo(text);
                } catch (SealingException e) {
                  refused.set(e);
                }
              }
            });
    rotation.adopt(KeyRing.load(first));
    var _ = rotation.run(_ -> {});
    ended.set(true);
    caller.join();

    assertThat(refused.get()).isNull();
    var _ = rotation.run(_ -> {});
    assertThat(rotation.uses()).containsOnlyKeys(rotation.ring().newest().id());
    for (Map.Entry<SealContext, SealedCase> one : sealed.entrySet()) {
      assertThat(vault.open(one.getKey(), one.getValue())).isEqualTo(text);
    }
  }

  @Test
  void run_leavesAndCountsARowThatDoesNotUnwrap() throws Exception {
    var _ = sealed(3);
    execute(
        "update subject_key set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)"
            + " where key_id = (select min(key_id::text)::uuid from subject_key)");
    String old = rotation.ring().newest().id();
    var _ = KeyRing.begin(first);
    rotation.adopt(KeyRing.load(first));

    assertThat(rotation.run(_ -> {})).isEqualTo(new KeyRotation.Progress(3, 1));

    assertThat(rotation.uses()).as("the old key is still needed").containsEntry(old, 1L);
  }

  @Test
  void run_doesNotBringBackAKeyThatIsErasedMeanwhile() throws Exception {
    var _ = sealed(15);
    var _ = KeyRing.begin(first);
    rotation.adopt(KeyRing.load(first));

    var _ = rotation.run(_ -> execute("delete from subject_key"));

    assertThat(rotation.uses().values()).as("the blind-index key alone").containsExactly(1L);
  }

  @Test
  void load_takesEveryEpochAndRefusesAnUnsafeOne() throws Exception {
    Path second = KeyRing.begin(first);
    Path third = KeyRing.begin(first);
    assertThat(KeyRing.load(first).epoch()).isEqualTo(3);
    assertThat(KeyRing.load(first).ids())
        .containsExactly(
            KeyFile.load(third).id(), KeyFile.load(second).id(), KeyFile.load(first).id());

    Files.delete(first);
    assertThat(KeyRing.load(first).ids()).hasSize(2);
    Files.writeString(second, "nonsense");
    assertThatThrownBy(() -> KeyRing.load(first)).hasMessageContaining("encryption.key.2");
  }

  private CaseVault opened() {
    try {
      return CaseVault.open(database, KeyRing.load(first), KeyCacheBounds.standard());
    } catch (SealingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<SealContext, SealedCase> sealed(int subjects) throws SealingException {
    Map<SealContext, SealedCase> sealed = new LinkedHashMap<>();
    for (int i = 0; i < subjects; i++) {
      SealContext context = context("Patient/" + i);
      sealed.put(context, vault.seal(context, text));
    }
    return sealed;
  }

  private Map<String, UUID> names(Map<SealContext, SealedCase> sealed) throws SealingException {
    Map<String, UUID> names = new LinkedHashMap<>();
    for (SealContext context : sealed.keySet()) {
      names.put(
          context.recordId().toString(),
          vault.keyName("north", context.subject(), KeyClass.CLINICAL).orElseThrow());
    }
    return names;
  }

  private SealContext context(String subject) {
    return new SealContext(
        "north",
        vault.subjectIndex("north", subject),
        UUID.randomUUID(),
        "audit-body",
        KeyClass.CLINICAL);
  }

  private void execute(String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
