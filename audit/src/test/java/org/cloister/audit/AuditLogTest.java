package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.BodyContext.Part;
import org.cloister.audit.LogConfig.Durability;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.Verdict;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final String RIDER = "INSERT INTO rider (record_id, note) VALUES (?, ?)";
  private final DataSource database = Store.fresh();

  @Test
  void append_givesAReceiptThatTheRecordProves() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      Entry entry = Logs.access();
      Receipt receipt = Logs.get(log.append(entry, List.of()));

      assertThat(receipt.recordId()).isEqualTo(entry.recordId());
      assertThat(receipt.index()).isZero();
      String proof = log.proof(entry.recordId()).orElseThrow();
      byte[] bundle = log.entries(0, 1).orElseThrow();
      byte[] leaf = Arrays.copyOfRange(bundle, 2, bundle.length);
      assertThat(LogVerifier.of(Logs.IDENTITY.verifierKey()).verifyReceipt(leaf, proof))
          .isInstanceOf(Verdict.Ok.class);
      StoredEntry stored = log.find(entry.recordId()).orElseThrow();
      assertThat(stored.body().orElseThrow()).isEqualTo(Logs.body().bytes());
      assertThat(stored.facts()).containsExactly(Map.entry("event", "result-read"));
      assertThat(log.proof(RecordId.random())).isEmpty();
      assertThat(log.find(RecordId.random())).isEmpty();
    }
  }

  @Test
  void files_verifyAcrossTileBordersAndRestarts() throws Exception {
    List<Receipt> receipts = new ArrayList<>();
    for (int records : new int[] {255, 1, 1, 300}) {
      try (AuditLog log = Logs.open(database)) {
        List<CompletableFuture<Receipt>> futures = new ArrayList<>();
        for (int i = 0; i < records; i++) {
          futures.add(log.append(Logs.access(), List.of()));
        }
        for (CompletableFuture<Receipt> future : futures) {
          receipts.add(Logs.get(future));
        }
        Logs.assertIntact(log);
        assertThat(log.proof(receipts.getFirst().recordId())).isPresent();
      }
    }
    assertThat(receipts).hasSize(557);
    Logs.assertKept(database, receipts);
  }

  @Test
  void leaf_holdsNothingOfTheBody() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      Entry entry = Logs.access();
      Receipt receipt = Logs.get(log.append(entry, List.of()));
      String everything =
          new String(log.entries(0, 1).orElseThrow(), StandardCharsets.UTF_8)
              + entry
              + receipt
              + log.find(entry.recordId())
              + log.proof(entry.recordId())
              + log.health();
      for (String part : List.of("Zebulon", "Quixote", "1947-03-11", "8812345")) {
        assertThat(everything).doesNotContain(part);
      }
      assertThat(
              Store.number(
                  database,
                  "SELECT count(*) FROM log_entry JOIN log_body USING (index) WHERE position('\\x"
                      + HexFormat.of().formatHex("Zebulon".getBytes(StandardCharsets.UTF_8))
                      + "'::bytea IN sealed_body || leaf) > 0"))
          .isZero();
    }
  }

  @Test
  void bodyCommit_differsForEqualBodies() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      Receipt first = Logs.get(log.append(Logs.access(), List.of()));
      Receipt second = Logs.get(log.append(Logs.access(), List.of()));
      assertThat(first.leafHash()).isNotEqualTo(second.leafHash());
      assertThat(
              Store.number(
                  database,
                  "SELECT count(DISTINCT convert_from(leaf, 'UTF8')::json->>'bodyCommit') FROM"
                      + " log_entry"))
          .isEqualTo(2);
    }
  }

  @Test
  void riders_areStoredWithTheirRecordOrNotAtAll() throws Exception {
    Store.execute(database, "CREATE TABLE rider (record_id uuid PRIMARY KEY, note text NOT NULL)");
    try (AuditLog log = Logs.open(database)) {
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      RecordId taken = RecordId.random();
      for (int i = 0; i < 40; i++) {
        Entry entry = Logs.access();
        // Two of these claim one key: whichever comes second is refused, alone.
        Object key = i % 20 == 7 ? taken.value() : entry.recordId().value();
        futures.add(log.append(entry, List.of(new Rider(RIDER, List.of(key, "n")))));
      }
      List<Receipt> receipts = new ArrayList<>();
      List<Kind> refusals = new ArrayList<>();
      for (CompletableFuture<Receipt> future : futures) {
        try {
          receipts.add(Logs.get(future));
        } catch (AuditException e) {
          refusals.add(e.kind());
          assertThat(e).hasMessageContaining("23505").hasMessageNotContaining(taken.toString());
          assertThat(e.getCause()).isNull();
        }
      }
      assertThat(refusals).containsExactly(Kind.REJECTED);
      assertThat(Store.number(database, "SELECT count(*) FROM rider")).isEqualTo(39);
      Logs.assertKept(database, receipts);
      Logs.assertIntact(log);
    }
  }

  @Test
  void append_saysBusyWhenTheQueueIsFull() throws Exception {
    LogConfig small = new LogConfig(3, 1, 1 << 20, Duration.ofSeconds(60), Durability.REQUIRED);
    try (AuditLog log = Logs.open(database, small);
        Connection blocking = database.getConnection();
        Statement statement = blocking.createStatement()) {
      blocking.setAutoCommit(false);
      statement.execute("SELECT * FROM log_head FOR UPDATE"); // the sequencer now waits
      List<CompletableFuture<Receipt>> futures = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        futures.add(log.append(Logs.access(), List.of()));
      }
      long busy = futures.stream().filter(CompletableFuture::isCompletedExceptionally).count();
      // Three wait, and at most one is in the sequencer's hands.
      assertThat(busy).isBetween(6L, 7L);
      LogHealth stalled = log.health();
      assertThat(stalled.queued()).isBetween(2, 3);
      assertThat(stalled.oldestWait()).isPositive();
      assertThat(stalled.isRecording()).isTrue();
      blocking.rollback();
      for (CompletableFuture<Receipt> future : futures) {
        if (future.isCompletedExceptionally()) {
          assertThatThrownBy(() -> Logs.get(future))
              .isInstanceOfSatisfying(
                  AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
        } else {
          Receipt _ = Logs.get(future);
        }
      }
    }
  }

  @Test
  void health_isRedOnceARecordHasWaitedForFiveSeconds() {
    Duration tolerable = Duration.ofMillis(4999);
    Duration tooLong = Duration.ofSeconds(5);
    for (LogHealth.State state : LogHealth.State.values()) {
      boolean connected = state == LogHealth.State.CONNECTED;
      assertThat(new LogHealth(state, tolerable, Duration.ZERO, 0, 7).isRecording())
          .isEqualTo(connected);
      assertThat(new LogHealth(state, tolerable, tolerable, 1, 7).isRecording())
          .isEqualTo(connected);
      assertThat(new LogHealth(state, tolerable, tooLong, 0, 7).isRecording()).isFalse();
      assertThat(new LogHealth(state, tooLong, Duration.ZERO, 0, 7).isRecording()).isFalse();
    }
  }

  @Test
  void leaf_staysWithinItsLengthOrIsRefusedOnTheCallersThread() throws Exception {
    String hash = "a".repeat(64);
    Map<Fact, String> widest = new EnumMap<>(Fact.class);
    for (Fact fact : List.of(Fact.POLICY_SET, Fact.MODEL_HASH, Fact.DEID_PROFILE)) {
      widest.put(fact, hash);
    }
    widest.put(Fact.MODEL, "m".repeat(64));
    widest.put(Fact.EXECUTION_PROVIDER, "x".repeat(64));
    widest.put(Fact.EVENT, "e".repeat(64));
    Agent agent = Agent.of(Logs.SUBJECT, Logs.body(), Optional.empty());
    try (AuditLog log = Logs.open(database)) {
      Entry entry = Entry.access(Outcome.OK, Logs.SUBJECT, widest, Logs.body()).by(agent);
      Receipt _ = Logs.get(log.append(entry, List.of()));
      assertThat(log.entries(0, 1).orElseThrow()).hasSizeBetween(600, Leaf.MAX_LENGTH + 2);
    }
    Leaf.Encoded full = new Leaf.Encoded(new byte[Leaf.MAX_LENGTH - 29], 7);
    assertThat(full.closing(OptionalLong.of(Long.MAX_VALUE))).hasSize(Leaf.MAX_LENGTH);
    assertThatThrownBy(() -> new Leaf.Encoded(new byte[Leaf.MAX_LENGTH - 28], 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void proofs_holdBetweenAnyTwoSizes() throws Exception {
    Random random = new Random(5);
    List<Hash> leaves = new ArrayList<>();
    List<Hash> roots = new ArrayList<>();
    try (AuditLog log = Logs.open(database)) {
      for (int i = 0; i < 300; i++) {
        Receipt receipt = Logs.get(log.append(Logs.access(), List.of()));
        leaves.add(receipt.leafHash());
        roots.add(receipt.checkpoint().root());
      }
      for (int i = 0; i < 200; i++) {
        int to = 1 + random.nextInt(300);
        int from = 1 + random.nextInt(to);
        List<Hash> proof = log.consistency(from, to);
        assertThat(ProofCheck.consistent(from, to, roots.get(from - 1), roots.get(to - 1), proof))
            .as("%d to %d", from, to)
            .isTrue();
        int index = random.nextInt(to);
        assertThat(
                ProofCheck.includes(
                    index, to, leaves.get(index), log.inclusion(index, to), roots.get(to - 1)))
            .isTrue();
      }
      assertThatThrownBy(() -> log.consistency(3, 301))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> log.inclusion(3, 301)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void open_refusesAStoreThatLosesCommits() {
    for (String setting : List.of("synchronous_commit = off", "synchronous_commit = local")) {
      DataSource lax = Store.fresh();
      String name = "log" + Store.number(lax, "SELECT substr(current_database(), 4)::bigint");
      Store.execute(lax, "ALTER DATABASE " + name + " SET " + setting);
      assertThatThrownBy(() -> Logs.open(lax))
          .isInstanceOfSatisfying(
              AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSAFE));
    }
  }

  @Test
  void open_refusesAServerThatMayLoseWhatItWrote() throws Exception {
    for (String setting : List.of("fsync", "full_page_writes")) {
      try (EmbeddedPostgres lax = Store.durable().setServerConfig(setting, "off").start()) {
        DataSource fresh = Store.fresh(lax);
        assertThatThrownBy(() -> Logs.open(fresh))
            .as(setting)
            .isInstanceOfSatisfying(
                AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSAFE));
      }
    }
  }

  @Test
  void open_refusesALogThatWasChanged() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      for (int i = 0; i < 3; i++) {
        Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
      }
    }
    for (String change :
        List.of(
            "UPDATE log_entry SET leaf_hash = sha256('x') WHERE index = 1",
            "DELETE FROM log_entry WHERE index = 2",
            "UPDATE log_head SET size = 2",
            "UPDATE log_head SET root = sha256('x')",
            "DELETE FROM log_head")) {
      DataSource copy = copied();
      Store.execute(copy, change);
      assertThatThrownBy(() -> Logs.open(copy))
          .as(change)
          .isInstanceOfSatisfying(
              AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
    }
  }

  @Test
  void find_tellsErasedFromDamaged() throws Exception {
    GcmSealer sealer = new GcmSealer();
    Entry entry = Logs.access();
    try (AuditLog log =
        AuditLog.open(database, Logs.IDENTITY, sealer, Logs.CONFIG, Clock.systemUTC())) {
      Receipt _ = Logs.get(log.append(entry, List.of()));
      sealer.erase(Logs.SUBJECT);
      assertThat(log.find(entry.recordId()).orElseThrow().body()).isEmpty();
      assertThat(log.proof(entry.recordId())).isPresent();
      Store.execute(database, "UPDATE log_entry SET leaf = leaf || ' '::bytea");
      assertThatThrownBy(() -> log.find(entry.recordId()))
          .isInstanceOfSatisfying(
              AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
      assertThatThrownBy(() -> log.proof(entry.recordId())).isInstanceOf(AuditException.class);
    }
  }

  /// An insider who holds the key can seal another body, but not one that the leaf commits to.
  @Test
  void find_refusesABodyThatTheLeafDoesNotCommitTo() throws Exception {
    GcmSealer sealer = new GcmSealer();
    Agent agent = Agent.of(Logs.SUBJECT, Logs.body(), Optional.empty());
    for (Part part : Part.values()) {
      Entry entry = Logs.access().by(agent);
      try (AuditLog log = Logs.open(database)) {
        Receipt receipt = Logs.get(log.append(entry, List.of()));
        assertThat(log.find(entry.recordId())).isPresent();
        byte[] forged =
            sealer.seal(
                new BodyContext(entry.recordId(), entry.kind(), Logs.SUBJECT, part),
                BodyCommitment.to(new byte[] {'{', '}'}).plaintext());
        String column = part == Part.AGENT ? "sealed_agent" : "sealed_body";
        Store.execute(
            database,
            "UPDATE log_body SET %s = '\\x%s' WHERE index = %d"
                .formatted(column, HexFormat.of().formatHex(forged), receipt.index()));
        assertThatThrownBy(() -> log.find(entry.recordId()))
            .as("%s", part)
            .isInstanceOfSatisfying(
                AuditException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
        assertThatThrownBy(() -> log.search(LogQuery.all())).isInstanceOf(AuditException.class);
      }
    }
  }

  @Test
  void append_recordsNothingWhenTheKeyIsAway() throws Exception {
    GcmSealer sealer = new GcmSealer();
    try (AuditLog log =
        AuditLog.open(database, Logs.IDENTITY, sealer, Logs.CONFIG, Clock.systemUTC())) {
      sealer.keyAway = true;
      assertThatThrownBy(() -> Logs.get(log.append(Logs.access(), List.of())))
          .isInstanceOf(AuditException.class);
      sealer.keyAway = false;
      assertThat(Logs.get(log.append(Logs.access(), List.of())).index()).isZero();
    }
  }

  @Test
  void completion_neverRunsOnTheSequencer() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      // Blocks on another append from inside a completion: a deadlock if the sequencer ran it.
      Receipt second =
          log.append(Logs.access(), List.of())
              .thenApply(_ -> log.append(Logs.access(), List.of()).join())
              .get(60, TimeUnit.SECONDS);
      assertThat(second.index()).isEqualTo(1);
    }
  }

  @Test
  void close_commitsWhatWaitsAndRefusesTheRest() throws Exception {
    AuditLog log = Logs.open(database);
    List<CompletableFuture<Receipt>> futures = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      futures.add(log.append(Logs.access(), List.of()));
    }
    log.close();
    for (CompletableFuture<Receipt> future : futures) {
      Receipt _ = Logs.get(future);
    }
    assertThatThrownBy(() -> Logs.get(log.append(Logs.access(), List.of())))
        .isInstanceOf(AuditException.class);
    assertThat(log.health().state()).isEqualTo(LogHealth.State.CLOSED);
  }

  /// A database with the same rows.
  private DataSource copied() throws Exception {
    DataSource copy = Store.fresh();
    for (String table : List.of("log_entry", "log_body", "log_node", "log_head")) {
      Store.copy(table, database, copy);
    }
    return copy;
  }
}
