package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.FaultyStore.Effect;
import org.cloister.audit.FaultyStore.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The connection is lost at each step of a transaction, before the step took effect and after.
class FailureTest {
  private static final String RIDER = "INSERT INTO rider (record_id) VALUES (?)";

  @ParameterizedTest
  @CsvSource({
    "WRITE, NOT_PERSISTED", "WRITE, PERSISTED",
    "RIDER, NOT_PERSISTED", "RIDER, PERSISTED",
    "COMMIT, NOT_PERSISTED", "COMMIT, PERSISTED"
  })
  void append_neverVouchesForWhatIsNotThere(Step step, Effect effect) throws Exception {
    DataSource database = Store.fresh();
    Store.execute(database, "CREATE TABLE rider (record_id uuid PRIMARY KEY)");
    FaultyStore store = new FaultyStore(database);
    List<Receipt> receipts = new ArrayList<>();
    List<Kind> failures = new ArrayList<>();
    try (AuditLog log = Logs.open(store)) {
      receipts.add(Logs.get(log.append(Logs.access(), List.of())));
      store.loseAt(step, effect);
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        Entry entry = Logs.access();
        Rider rider = new Rider(RIDER, List.of(entry.recordId().value()));
        futures.add(log.append(entry, List.of(rider)));
      }
      for (CompletableFuture<Receipt> future : futures) {
        try {
          receipts.add(Logs.get(future));
        } catch (AuditException e) {
          failures.add(e.kind());
          assertThat(e).hasMessageNotContaining("secret");
        }
      }
      assertThat(store.faultIsPending()).isFalse();
      assertThat(failures).isNotEmpty().containsOnly(Kind.UNAVAILABLE);
      receipts.add(Logs.appendEventually(log));
      Logs.assertIntact(log);
      Logs.assertKept(database, receipts);
      // A commit whose answer was lost stays: the log knows more than its callers, never less.
      long stored = Store.number(database, "SELECT count(*) FROM log_entry");
      if (step == Step.COMMIT && effect == Effect.PERSISTED) {
        assertThat(stored).isGreaterThan(receipts.size());
      } else {
        assertThat(stored).isEqualTo(receipts.size());
      }
      assertThat(Store.number(database, "SELECT count(*) FROM rider")).isEqualTo(stored - 2);
    }
  }

  @Test
  void append_failsAtOnceWhileTheStoreIsAway() throws Exception {
    DataSource database = Store.fresh();
    FaultyStore store = new FaultyStore(database);
    try (AuditLog log = Logs.open(store)) {
      Receipt before = Logs.get(log.append(Logs.access(), List.of()));
      store.kill();
      int failed = 0;
      while (log.health().state() == LogHealth.State.CONNECTED || failed == 0) {
        try {
          Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
          throw new AssertionError("a record was confirmed by a dead store");
        } catch (AuditException e) {
          assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
          failed++;
        }
      }
      assertThat(log.append(Logs.access(), List.of()).isCompletedExceptionally()).isTrue();
      store.restart();
      Receipt after = Logs.appendEventually(log);
      assertThat(log.health().state()).isEqualTo(LogHealth.State.CONNECTED);
      Logs.assertIntact(log);
      Logs.assertKept(database, List.of(before, after));
    }
  }

  @Test
  void reconnect_refusesAStoreThatWasPutBack() throws Exception {
    DataSource database = Store.fresh();
    FaultyStore store = new FaultyStore(database);
    try (AuditLog log = Logs.open(store)) {
      Receipt first = Logs.get(log.append(Logs.access(), List.of()));
      String oldHead = log.checkpoint();
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      store.kill();
      // Yesterday's backup: shorter, but signed and consistent in itself.
      Store.execute(
          database,
          "DELETE FROM log_entry WHERE index = 1;"
              + "UPDATE log_head SET size = 1, root = '\\x%s', checkpoint = '%s'"
                  .formatted(first.checkpoint().root().hex(), oldHead));
      store.restart();
      for (int i = 0; i < 50; i++) {
        CompletableFuture<Receipt> future = log.append(Logs.access(), List.of());
        assertThat(future.handle((_, failure) -> failure).get()).isNotNull();
        Thread.sleep(10);
      }
      assertThat(Store.number(database, "SELECT count(*) FROM log_entry")).isEqualTo(1);
    }
  }

  @Test
  void head_cannotBeForkedByASecondWriterEvenWithoutTheLock() throws Exception {
    DataSource database = Store.fresh();
    FaultyStore withoutLock =
        new FaultyStore(
            database,
            sql -> sql.startsWith("SELECT pg_try_advisory_lock") ? "SELECT ? IS NOT NULL" : sql);
    List<Receipt> receipts = new ArrayList<>();
    try (AuditLog one = Logs.open(database);
        AuditLog other = Logs.open(withoutLock)) {
      for (int round = 0; round < 30; round++) {
        for (AuditLog log : List.of(one, other)) {
          try {
            receipts.add(Logs.get(log.append(Logs.access(), List.of())));
          } catch (AuditException e) {
            assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
          }
        }
      }
      receipts.add(Logs.appendEventually(one));
      receipts.add(Logs.appendEventually(other));
      Logs.assertIntact(one);
    }
    Logs.assertKept(database, receipts);
  }

  @Test
  void open_refusesASecondWriter() throws Exception {
    DataSource database = Store.fresh();
    try (AuditLog _ = Logs.open(database)) {
      try (AuditLog _ = Logs.open(database)) {
        throw new AssertionError("a second writer was let in");
      } catch (AuditException e) {
        assertThat(e).hasMessage("another process writes this log");
      }
    }
    try (AuditLog again = Logs.open(database)) {
      assertThat(Logs.get(again.append(Logs.access(), List.of())).index()).isZero();
    }
  }
}
