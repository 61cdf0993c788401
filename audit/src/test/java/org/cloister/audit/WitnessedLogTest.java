package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.audit.witness.Witness;
import org.cloister.audit.witness.WitnessAddress;
import org.cloister.audit.witness.WitnessFeed;
import org.cloister.audit.witness.WitnessKeys;
import org.cloister.audit.witness.WitnessServer;
import org.cloister.audit.witness.WitnessStanding;
import org.cloister.audit.witness.WitnessStanding.State;
import org.cloister.audit.witness.WitnessedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log in PostgreSQL with a witness over HTTP: what the administrator of the database, who has
/// the log's key as well, cannot do unseen.
class WitnessedLogTest {
  @TempDir Path folder;

  private final DataSource database = Store.fresh();
  private WitnessKeys keys;
  private WitnessServer server;

  @BeforeEach
  void serve() throws Exception {
    keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, Logs.IDENTITY.origin(), folder, Clock.systemUTC());
    Witness witness = Witness.open(keys, Logs.IDENTITY.verifierKeys(), folder, Clock.systemUTC());
    server =
        WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aLogThatGrows_isVouchedForAndVerifiedWithItsWitness() throws Exception {
    try (AuditLog log = Logs.open(database)) {
      append(log, 300);
      try (WitnessFeed feed = feed(log)) {
        awaitCosigned(feed, 300);
      }
      append(log, 3);
      Verdict verdict =
          LogVerifier.of(Logs.IDENTITY.verifierKey())
              .demanding(keys.verifiers())
              .verify(files(log));
      assertThat(verdict).isInstanceOf(Verdict.Ok.class);
      assertThat(verdict.sentence())
          .startsWith("All 303 entries are intact")
          .contains("The first 300: Witnessed by witness.example/w1 at ");
    }
  }

  @Test
  void aForkFromAnEarlierCopy_isReportedByTheFeedAndByTheVerifier() throws Exception {
    DataSource earlier;
    String pinned;
    try (AuditLog log = Logs.open(database)) {
      append(log, 5);
      earlier = copied();
      append(log, 5);
      try (WitnessFeed feed = feed(log)) {
        awaitCosigned(feed, 10);
      }
      pinned = log.cosignedCheckpoint(1).orElseThrow();
    }
    // The copy is whole and correctly signed: alone it shows nothing, even when it has grown.
    try (AuditLog fork = Logs.open(earlier)) {
      LogVerifier verifier = LogVerifier.of(Logs.IDENTITY.verifierKey());
      try (WitnessFeed feed = feed(fork)) {
        awaitDisagreement(feed);
        assertThat(feed.standing().sentence()).contains("it was put back");
      }
      assertThat(verifier.verifySince(pinned, files(fork)).sentence()).contains("rolled back");
      append(fork, 20);
      assertThat(verifier.verify(files(fork))).isInstanceOf(Verdict.Ok.class);
      try (WitnessFeed feed = feed(fork)) {
        awaitDisagreement(feed);
      }
      assertThat(verifier.verifySince(pinned, files(fork)))
          .isInstanceOf(Verdict.TamperedVsWitness.class);
      assertThat(verifier.demanding(keys.verifiers()).verify(files(fork)))
          .as("nobody vouches for the fork")
          .isInstanceOf(Verdict.Tampered.class);
    }
  }

  private WitnessFeed feed(AuditLog log) {
    URI prefix = URI.create("http://127.0.0.1:" + server.address().getPort());
    return WitnessFeed.start(
        WitnessedLog.of(log),
        new WitnessAddress(prefix, keys.verifiers()),
        Clock.systemUTC(),
        change -> {});
  }

  private static void append(AuditLog log, int count) throws AuditException {
    for (int i = 0; i < count; i++) {
      Receipt _ = Logs.get(log.append(Logs.access(), List.of()));
    }
  }

  private static void awaitCosigned(WitnessFeed feed, long size) throws InterruptedException {
    await(feed, standing -> standing.cosignedSize() == size);
    assertThat(feed.standing().state()).isEqualTo(State.AGREEING);
  }

  private static void awaitDisagreement(WitnessFeed feed) throws InterruptedException {
    await(feed, standing -> standing.state() == State.DISAGREES);
    assertThat(feed.standing().lastCosigned()).isEmpty();
  }

  private static void await(WitnessFeed feed, Predicate<WitnessStanding> reached)
      throws InterruptedException {
    for (int i = 0; !reached.test(feed.standing()); i++) {
      assertThat(i).as("%s", feed.standing()).isLessThan(600);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private DataSource copied() throws Exception {
    DataSource copy = Store.fresh();
    for (String table : List.of("log_entry", "log_body", "log_node", "log_head")) {
      Store.copy(table, database, copy);
    }
    return copy;
  }

  /// The log's files as the gateway serves them.
  private static TileSource files(AuditLog log) {
    return path -> {
      try {
        return path.equals("checkpoint/cosigned")
            ? log.cosignedCheckpoint(1).map(note -> note.getBytes(StandardCharsets.UTF_8))
            : log.file(path);
      } catch (AuditException e) {
        throw new IOException("the store is away", e);
      }
    };
  }
}
