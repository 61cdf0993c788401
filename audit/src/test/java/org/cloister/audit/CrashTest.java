package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL is killed under parallel callers; afterwards everything that was confirmed is there.
class CrashTest {
  private static final long SEED = 17;
  private static final int CALLERS = 16;
  private static final int ROUNDS = 3;

  @Test
  void kill_ofTheServerLosesNothingThatWasConfirmed(@TempDir Path folder) throws Exception {
    Random random = new Random(SEED);
    int port = freePort();
    ConcurrentLinkedQueue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    EmbeddedPostgres postgres = Store.durableIn(folder.resolve("data"), port);
    DataSource database = Store.fresh(postgres);
    try (AuditLog log = Logs.open(database)) {
      for (int i = 0; i < CALLERS; i++) {
        callers.add(Thread.ofVirtual().start(() -> appendUntil(stop, log, receipts)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        int before = receipts.size();
        awaitMore(receipts, before + 50 + random.nextInt(400));
        kill(folder.resolve("data"));
        postgres.close(); // gives up the folder's lock; there is nothing left to stop
        postgres = Store.durableIn(folder.resolve("data"), port);
      }
      awaitMore(receipts, receipts.size() + 50);
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
      Receipt _ = Logs.appendEventually(log);
      Logs.assertIntact(log);
      Logs.assertKept(database, List.copyOf(receipts));
      assertThat(receipts).as("seed %d", SEED).hasSizeGreaterThan(ROUNDS * 50);
    } finally {
      stop.set(true);
      postgres.close();
    }
  }

  private static void appendUntil(
      AtomicBoolean stop, AuditLog log, ConcurrentLinkedQueue<Receipt> receipts) {
    while (!stop.get()) {
      try {
        receipts.add(Logs.get(log.append(Logs.access(), List.of())));
      } catch (AuditException notConfirmed) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
    }
  }

  /// SIGKILL to the postmaster and everything below it, at once.
  private static void kill(Path data) throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.add(postmaster);
    for (ProcessHandle process : all) {
      boolean _ = process.destroyForcibly();
    }
    for (ProcessHandle process : all) {
      var _ = process.onExit().join();
    }
    boolean _ = Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  private static void awaitMore(ConcurrentLinkedQueue<Receipt> receipts, int count) {
    for (int i = 0; i < 60_000 && receipts.size() < count; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(receipts).hasSizeGreaterThanOrEqualTo(count);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
