package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.FaultyStore.Effect;
import org.cloister.audit.FaultyStore.Step;
import org.junit.jupiter.api.Test;

class IntentHandleTest {
  private static final String OPEN =
      "SELECT count(*) FROM log_entry i WHERE kind = 'intent'"
          + " AND NOT EXISTS (SELECT 1 FROM log_entry o WHERE o.intent_index = i.index)";
  private static final String UNKNOWN =
      "SELECT count(*) FROM log_entry WHERE kind = 'outcome' AND outcome = 'unknown'";

  private final DataSource database = Store.fresh();
  private final FaultyStore store = new FaultyStore(database);

  @Test
  void complete_closesTheIntentWithItsOutcome() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      Entry outcome = Logs.outcome();
      try (IntentHandle intent = log.begin(Logs.intent(), List.of())) {
        // Without waiting for the intent: the outcome follows it by itself.
        assertThat(Logs.get(intent.complete(outcome, List.of())).index()).isEqualTo(1);
        assertThat(Logs.get(intent.committed()).index()).isZero();
        assertThatThrownBy(() -> intent.complete(Logs.outcome(), List.of()))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(log.find(outcome.recordId()).orElseThrow().intentIndex()).hasValue(0);
      assertThat(Store.number(database, UNKNOWN)).isZero();
    }
  }

  @Test
  void close_withoutAnOutcomeRecordsThatNothingWasReleased() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      try (IntentHandle intent = log.begin(Logs.intent(), List.of())) {
        assertThat(Logs.get(intent.committed()).index()).isZero();
      }
      try (IntentHandle _ = log.begin(Logs.intent(), List.of())) {
        // Given up before it is even durable.
      }
      awaitNumber(UNKNOWN, 2);
      assertThat(
              Store.number(
                  database,
                  "SELECT count(*) FROM log_entry WHERE convert_from(leaf,"
                      + " 'UTF8')::json#>>'{facts,released}' = 'no'"))
          .isEqualTo(2);
      Logs.assertIntact(log);
    }
  }

  @Test
  void complete_ofAnIntentWhoseSubjectWasErasedRecordsNothingOfIt() throws Exception {
    GcmSealer sealer = new GcmSealer();
    try (AuditLog log = Logs.open(database, sealer)) {
      try (IntentHandle intent = log.begin(Logs.intent(), List.of())) {
        Receipt _ = Logs.get(intent.committed());
        assertThat(intent.isErased()).isFalse();
        Receipt _ =
            Logs.get(log.appendClosing(Logs.access(), List.of(), () -> sealer.close(Logs.SUBJECT)));
        assertThat(intent.isErased()).isTrue();
        assertThatThrownBy(() -> Logs.get(intent.complete(Logs.outcome(), List.of())))
            .isInstanceOfSatisfying(
                AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
      }
      awaitNumber(UNKNOWN, 1);
      Logs.assertIntact(log);
    }
  }

  /// A record that was sealed before the keys were closed stands before the act that closes them,
  /// and none is sealed after.
  @Test
  void appendClosing_leavesNoRecordBetweenSealingAndQueue() throws Exception {
    GcmSealer sealer = new GcmSealer();
    try (AuditLog log = Logs.open(database, sealer);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Receipt>>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        writers.add(threads.submit(() -> appendUntilRefused(log)));
      }
      Thread.sleep(200);
      Receipt act =
          Logs.get(log.appendClosing(Logs.access(), List.of(), () -> sealer.close(Logs.SUBJECT)));
      for (Future<List<Receipt>> writer : writers) {
        assertThat(writer.get()).isNotEmpty().allMatch(it -> it.index() < act.index());
      }
    }
  }

  private static List<Receipt> appendUntilRefused(AuditLog log) throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    try {
      while (true) {
        receipts.add(Logs.get(log.append(Logs.access(), List.of())));
      }
    } catch (AuditException refused) {
      return receipts;
    }
  }

  @Test
  void open_closesWhatAnEarlierProcessLeftOpen() throws Exception {
    AuditLog killed = Logs.open(store);
    try (IntentHandle _ = killed.begin(Logs.intent(), List.of());
        IntentHandle done = killed.begin(Logs.intent(), List.of());
        IntentHandle left = killed.begin(Logs.intent(), List.of())) {
      Receipt _ = Logs.get(left.committed());
      Receipt _ = Logs.get(done.complete(Logs.outcome(), List.of()));
      store.kill();
      try (AuditLog log = openEventually()) {
        awaitNumber(UNKNOWN, 2);
        assertThat(Store.number(database, OPEN)).isZero();
        Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
        assertThat(Store.number(database, "SELECT oldest_open FROM log_head")).isEqualTo(7);
        Logs.assertIntact(log);
      }
    }
    killed.close();
  }

  @Test
  void outage_closesIntentsThatWerePersistedAlthoughTheyFailed() throws Exception {
    try (AuditLog log = Logs.open(store)) {
      store.loseAt(Step.COMMIT, Effect.PERSISTED);
      try (IntentHandle intent = log.begin(Logs.intent(), List.of())) {
        assertThatThrownBy(() -> Logs.get(intent.committed())).isInstanceOf(AuditException.class);
        assertThatThrownBy(() -> Logs.get(intent.complete(Logs.outcome(), List.of())))
            .isInstanceOf(AuditException.class);
      }
      awaitNumber(UNKNOWN, 1);
      assertThat(Store.number(database, OPEN)).isZero();
    }
  }

  @Test
  void outage_leavesIntentsOfRunningRequestsToThem() throws Exception {
    try (AuditLog log = Logs.open(store);
        IntentHandle intent = log.begin(Logs.intent(), List.of())) {
      Receipt _ = Logs.get(intent.committed());
      store.loseAt(Step.COMMIT, Effect.NOT_PERSISTED);
      assertThatThrownBy(() -> Logs.get(log.append(Logs.access(), List.of())))
          .isInstanceOf(AuditException.class);
      Receipt _ = Logs.appendEventually(log);
      Receipt outcome = Logs.get(intent.complete(Logs.outcome(), List.of()));
      Logs.assertKept(database, List.of(outcome));
      assertThat(Store.number(database, UNKNOWN)).isZero();
      assertThat(Store.number(database, OPEN)).isZero();
    }
  }

  @Test
  void outcome_whoseAnswerWasLostClosesTheIntentOnce() throws Exception {
    try (AuditLog log = Logs.open(store)) {
      try (IntentHandle intent = log.begin(Logs.intent(), List.of())) {
        Receipt _ = Logs.get(intent.committed());
        store.loseAt(Step.COMMIT, Effect.PERSISTED);
        assertThatThrownBy(() -> Logs.get(intent.complete(Logs.outcome(), List.of())))
            .isInstanceOf(AuditException.class);
        Receipt _ = Logs.appendEventually(log);
        // Trying again meets the outcome that was stored after all.
        assertThatThrownBy(() -> Logs.get(intent.complete(Logs.outcome(), List.of())))
            .isInstanceOfSatisfying(
                AuditException.class,
                e -> assertThat(e.kind()).isEqualTo(AuditException.Kind.REJECTED));
      }
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      assertThat(Store.number(database, UNKNOWN)).isZero();
      assertThat(Store.number(database, "SELECT count(*) FROM log_entry WHERE kind = 'outcome'"))
          .isEqualTo(1);
    }
  }

  private AuditLog openEventually() {
    for (int i = 0; i < 1000; i++) {
      try {
        return Logs.open(database);
      } catch (AuditException stillLocked) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    throw new AssertionError("the dead writer's lock was not released");
  }

  private void awaitNumber(String sql, long expected) {
    for (int i = 0; i < 2000 && Store.number(database, sql) != expected; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertThat(Store.number(database, sql)).isEqualTo(expected);
  }
}
