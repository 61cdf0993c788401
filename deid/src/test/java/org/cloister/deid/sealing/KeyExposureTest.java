package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.cloister.deid.sealing.KeyExposure.Exposed;
import org.cloister.deid.sealing.KeyExposure.Extent;
import org.cloister.deid.sealing.KeyExposure.Question;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is endangered by a key-encryption key, over rotations; a database of its own, because a
/// rotation moves every row that there is.
final class KeyExposureTest {
  private static final long SEED = 20261129;

  private static EmbeddedPostgres postgres;

  private final LocalDate tomorrow = LocalDate.now(ZoneId.systemDefault()).plusDays(1);
  private final Map<SubjectIndex, String> names = new HashMap<>();
  private DataSource database;
  private KeyExposure exposure;
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
    exposure = new KeyExposure(database);
    execute("truncate subject_key, blind_index_key, key_epoch");
    first = folder.resolve("encryption.key");
    var _ = KeyFile.create(first);
    vault = CaseVault.open(database, KeyRing.load(first), KeyCacheBounds.standard());
    rotation = new KeyRotation(database, vault, 10);
  }

  @Test
  void find_knowsEveryKeyThatEverWrapped() throws Exception {
    String one = rotation.ring().newest().id();
    seal("before");
    String two = rotated();
    seal("between");
    String three = rotated();
    seal("after");

    assertThat(found(one)).containsExactly("before");
    assertThat(found(two)).containsExactly("before", "between");
    assertThat(found(three)).containsExactly("after", "before", "between");
    assertThat(exposure.standing(two).later()).containsExactly(three);
    assertThat(exposure.extent(question(one, tomorrow))).isEqualTo(new Extent(3, 1, 1));
    assertThat(exposure.extent(question(one, tomorrow.minusDays(5))))
        .isEqualTo(new Extent(3, 1, 0));
  }

  @Test
  void find_leavesOutAKeyThatWasDestroyed() throws Exception {
    String one = rotation.ring().newest().id();
    seal("stays");
    SubjectIndex gone = seal("goes");
    String two = rotated();
    execute("delete from subject_key where subject_index = '\\x" + hex(gone) + "'");

    assertThat(found(one)).containsExactly("stays");
    assertThat(found(two)).containsExactly("stays");
  }

  @Test
  void find_countsAKeyThatARotationSkipped() throws Exception {
    seal("before");
    String two = begun();
    seal("between");
    String three = begun();
    var _ = rotation.run(_ -> {});

    assertThat(found(two)).as("it may have wrapped the first").contains("before", "between");
    assertThat(found(three)).containsExactly("before", "between");
  }

  @Test
  void find_keepsAKeyInReachThatIsPutBackBehindALaterOne() throws Exception {
    Path copy = Files.copy(first, first.resolveSibling("copy"));
    seal("patient");
    String two = rotated();
    // An operator who goes back: the file of epoch 3 holds the first key again.
    Files.delete(first);
    var _ = Files.move(copy, first.resolveSibling("encryption.key.3"));
    rotation.adopt(KeyRing.load(first).keeping(rotation.ring()));
    var _ = rotation.run(_ -> {});

    assertThat(found(two)).containsExactly("patient");
  }

  @Test
  void find_takesRowsFromBeforeTheRecordAsWrappedByEveryKeyOfThen() throws Exception {
    seal("old");
    execute("update subject_key set first_epoch = 0, last_epoch = 0");
    execute("truncate key_epoch");
    vault = CaseVault.open(database, KeyRing.load(first), KeyCacheBounds.standard());
    rotation = new KeyRotation(database, vault, 10);
    String two = rotated();
    seal("new");
    String retired = "kek-0123456789abcdef";

    assertThat(exposure.standing(retired))
        .returns(0, it -> it.epoch())
        .returns(true, it -> it.maybe());
    assertThat(found(retired)).containsExactly("old");
    assertThat(found(two)).containsExactly("new", "old");
  }

  @Test
  void standing_saysOfAnUnknownNameThatItCannotHaveWrapped() throws Exception {
    seal("patient");

    assertThat(exposure.standing("kek-0123456789abcdef").maybe()).isFalse();
  }

  @Test
  void find_inPartsGivesEachSubjectOnce() throws Exception {
    String one = rotation.ring().newest().id();
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < 40; i++) {
      seal("p" + i);
      all.add("p" + i);
    }
    List<String> together = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      Question question = new Question("north", exposure.standing(one).epoch(), tomorrow, part, 3);
      exposure.find(question, 100).forEach(it -> together.add(names.get(it.subject())));
    }

    assertThat(together).containsExactlyInAnyOrderElementsOf(all);
    assertThat(exposure.find(question(one, tomorrow), 7)).hasSize(7);
  }

  /// The law: whatever the order of seals, erasures, begun and finished rotations, whoever's key a
  /// key-encryption key wrapped at any moment is found under it.
  @Test
  void find_neverMissesWhatWasSeenInTheTable() throws Exception {
    Random random = new Random(SEED);
    Map<String, Set<String>> seen = new HashMap<>();
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> seal("s" + step);
        case 3 -> {
          String _ = begun();
        }
        case 4 -> {
          var _ = rotation.run(_ -> {});
        }
        default ->
            execute(
                "delete from subject_key where key_id = (select key_id from subject_key order by"
                    + " key_id limit 1)");
      }
      observe(seen);
    }
    Map<String, Set<String>> now = new HashMap<>();
    observe(now);
    Set<String> there = now.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    for (Map.Entry<String, Set<String>> one : seen.entrySet()) {
      Set<String> expected = new TreeSet<>(one.getValue());
      expected.retainAll(there);
      assertThat(found(one.getKey())).as("seed %d, %s", SEED, one.getKey()).containsAll(expected);
    }
  }

  @Test
  void migration_takesRowsThatWereThereAsOfUnknownBeginning() throws Exception {
    try (EmbeddedPostgres older =
        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      DataSource source = older.getPostgresDatabase();
      var _ =
          Flyway.configure()
              .dataSource(source)
              .target(MigrationVersion.fromVersion("9"))
              .load()
              .migrate();
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into subject_key (key_id, tenant, subject_index, key_class, wrapped, kek_id)"
                + " values (gen_random_uuid(), 'north', sha256('a'), 'clinical',"
                + " decode(repeat('00', 61), 'hex'), 'kek-00000000000000aa')");
      }
      var _ = Flyway.configure().dataSource(source).load().migrate();
      KeyExposure of = new KeyExposure(source);

      assertThat(of.find(new Question("north", 0, tomorrow, 0, 1), 9))
          .singleElement()
          .satisfies(it -> assertThat(it.firstEpoch()).isZero());
    }
  }

  private void observe(Map<String, Set<String>> seen) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select kek_id, subject_index from subject_key")) {
      while (rows.next()) {
        String name = names.get(new SubjectIndex(rows.getBytes(2)));
        var _ = seen.computeIfAbsent(rows.getString(1), _ -> new HashSet<>()).add(name);
      }
    }
  }

  @CanIgnoreReturnValue
  private SubjectIndex seal(String name) throws Exception {
    SubjectIndex index = vault.subjectIndex("north", "Patient/" + name);
    names.put(index, name);
    SealContext context =
        new SealContext("north", index, UUID.randomUUID(), "test", KeyClass.CLINICAL);
    var _ = vault.seal(context, new byte[] {1});
    return index;
  }

  /// A new epoch that wraps from now on; what is there stays for now.
  private String begun() throws Exception {
    var _ = KeyRing.begin(first);
    rotation.adopt(KeyRing.load(first));
    return rotation.ring().newest().id();
  }

  private String rotated() throws Exception {
    String newest = begun();
    var _ = rotation.run(_ -> {});
    return newest;
  }

  private Question question(String kek, LocalDate madeBy) throws SealingException {
    return new Question("north", exposure.standing(kek).epoch(), madeBy, 0, 1);
  }

  private List<String> found(String kek) throws SealingException {
    return exposure.find(question(kek, tomorrow), 1000).stream()
        .map(Exposed::subject)
        .map(names::get)
        .sorted()
        .collect(Collectors.toList());
  }

  private static String hex(SubjectIndex index) {
    return HexFormat.of().formatHex(index.bytes());
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
