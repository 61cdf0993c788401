package org.cloister.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Times are generous limits against hanging, not measurements.
@Timeout(120)
final class EmbeddedStoreTest {
  /// Which line of `postmaster.pid` names the folder of the server's socket file.
  private static final int SOCKET_FOLDER = 4;

  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);

  /// One database for all tests, since making one takes longer than starting it.
  @TempDir static Path data;

  @TempDir Path empty;

  @Test
  void start_keepsWhatWasCommittedBeforeTheLastClose() throws Exception {
    String password;
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      execute(store, "CREATE TABLE note AS SELECT 'kept' AS body");
      password = store.password();
    }
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(text(store, "SELECT body FROM note")).isEqualTo("kept");
      assertThat(store.password()).isEqualTo(password);
    }
  }

  @Test
  void start_makesFilesThatOnlyTheirOwnerCanRead() throws Exception {
    Path fresh = empty.resolve("fresh");
    try (EmbeddedStore _ = EmbeddedStore.start(fresh)) {
      assertThat(permissions(fresh.resolve("postgres"))).isEqualTo("rwx------");
      assertThat(permissions(fresh.resolve("postgres.password"))).isEqualTo("rw-------");
      assertThat(permissions(fresh.resolve("postgres.log"))).isEqualTo("rw-------");
    }
  }

  @Test
  void connect_isPossibleForOneRoleWhichIsNoSuperuser() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(text(store, "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolcanlogin"))
          .isEqualTo("cloister");
      assertThat(text(store, "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolsuper"))
          .isEqualTo("0");
      assertThat(text(store, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(SOCKET_FOLDER))
          .isEmpty();
      assertThatThrownBy(() -> DriverManager.getConnection(store.jdbcUrl(), "postgres", ""))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void log_holdsNoValueOfAStatementThatFailed() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      execute(store, "CREATE TABLE secret (body text PRIMARY KEY)");
      execute(store, "INSERT INTO secret VALUES ('canary-1')");
      assertThatThrownBy(() -> execute(store, "INSERT INTO secret VALUES ('canary-1')"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> execute(store, "SELECT CAST('canary-2' AS integer)"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(Files.readString(data.resolve("postgres.log")))
        .contains("ready to accept connections")
        .doesNotContain("canary");
  }

  @Test
  void kill_ofTheServerIsFollowedByARestartOnTheSamePortWithAllThatWasCommitted() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      String url = store.jdbcUrl();
      execute(store, "CREATE TABLE survivor AS SELECT 'kept' AS body");
      for (int round = 1; round <= 3; round++) {
        assertThat(server().destroyForcibly()).isTrue();
        awaitRestart(store, round);
        assertThat(text(store, "SELECT body FROM survivor")).isEqualTo("kept");
      }
      assertThat(store.jdbcUrl()).isEqualTo(url);
    }
  }

  @Test
  void kill_ofTheServerWhileABackendIsBusyDoesNotHinderTheRestart() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data);
        Connection busy = connect(store);
        Statement statement = busy.createStatement()) {
      long backend = Long.parseLong(text(busy, "SELECT pg_backend_pid()"));
      signal("STOP", backend);
      assertThat(server().destroyForcibly()).isTrue();
      awaitRestart(store, 1);
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  /// Whatever else of the process blocks the JVM's common pool.
  @Test
  void kill_ofTheServerIsNoticedWhileTheCommonPoolIsBlocked() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism(); i++) {
        ForkJoinPool.commonPool().execute(() -> waitFor(release));
      }
      assertThat(server().destroyForcibly()).isTrue();
      awaitRestart(store, 1);
    } finally {
      release.countDown();
    }
  }

  @Test
  void close_endsTheServerAndGivesTheDirectoryFree() throws Exception {
    EmbeddedStore store = EmbeddedStore.start(data);
    ProcessHandle server = server();
    store.close();
    store.close();
    assertThat(server.isAlive()).isFalse();
    EmbeddedStore.start(data).close();
  }

  @Test
  void start_isRefusedWhileAnotherUsesTheDirectory() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThatThrownBy(() -> EmbeddedStore.start(data))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use");
      assertThat(text(store, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_endsAServerThatAKilledProcessLeftRunning() throws Exception {
    EmbeddedStore.start(data).close();
    Postmaster orphan = startOrphan();
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(orphan.end().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
      assertThat(text(store, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_doesNotTrustALockFileWithTheIdOfAnotherProcess() throws Exception {
    EmbeddedStore.start(data).close();
    long notAServer = ProcessHandle.current().pid();
    Files.writeString(data.resolve("postgres/postmaster.pid"), notAServer + "\n" + data + "\n");
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(text(store, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_beginsAnewAfterAFirstStartThatDidNotFinish() throws Exception {
    Files.createDirectories(empty.resolve("postgres.new/base"));
    Files.writeString(empty.resolve("postgres.new/PG_VERSION"), "18\n");
    try (EmbeddedStore store = EmbeddedStore.start(empty)) {
      assertThat(text(store, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_makesANewPasswordWhereTheFileIsLost() throws Exception {
    EmbeddedStore.start(data).close();
    Files.delete(data.resolve("postgres.password"));
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(text(store, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void start_refusesADatabaseOfAnotherVersion() throws Exception {
    Files.createDirectories(empty.resolve("postgres"));
    Files.writeString(empty.resolve("postgres/PG_VERSION"), "15\n");
    assertThatThrownBy(() -> EmbeddedStore.start(empty))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another PostgreSQL version");
  }

  @Test
  void start_refusesADirectoryThatEverybodyCanWriteTo() throws Exception {
    Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> EmbeddedStore.start(empty))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Every user of this machine can write");
  }

  @Test
  void start_refusesAFile() throws Exception {
    Path file = Files.createFile(empty.resolve("file"));
    assertThatThrownBy(() -> EmbeddedStore.start(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void toString_hasNoPassword() throws Exception {
    try (EmbeddedStore store = EmbeddedStore.start(data)) {
      assertThat(store.toString()).doesNotContain(store.password());
      assertThat(store.jdbcUrl()).doesNotContain(store.password());
    }
  }

  private static ProcessHandle server() throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(data.resolve("postgres/postmaster.pid"), UTF_8).getFirst());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static Postmaster startOrphan() throws Exception {
    Account account = Account.forDirectory(data);
    var binaries = PostgresBinaries.unpacked(account.binariesFor(data));
    Cluster cluster = new Cluster(data, binaries, account);
    Postmaster orphan = Postmaster.start(cluster, Port.free());
    while (!orphan.isReady()) {
      assertThat(orphan.isRunning()).isTrue();
      Thread.sleep(10);
    }
    return orphan;
  }

  private static void awaitRestart(EmbeddedStore store, int restarts) throws Exception {
    long deadline = System.nanoTime() + RECOVERY_LIMIT.toNanos();
    while (store.restarts() < restarts || !answers(store)) {
      assertThat(System.nanoTime()).as("recovered in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean answers(EmbeddedStore store) {
    try (Connection _ = connect(store)) {
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static void waitFor(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Connection connect(EmbeddedStore store) throws SQLException {
    return DriverManager.getConnection(store.jdbcUrl(), store.user(), store.password());
  }

  private static void execute(EmbeddedStore store, String sql) throws SQLException {
    try (Connection connection = connect(store);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(EmbeddedStore store, String query) throws SQLException {
    try (Connection connection = connect(store)) {
      return text(connection, query);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return String.valueOf(result.getString(1));
    }
  }
}
