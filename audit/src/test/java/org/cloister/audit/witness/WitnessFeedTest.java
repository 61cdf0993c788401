package org.cloister.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.cloister.audit.AuditException;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.WitnessStanding.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A feed against a witness over HTTP, and against what is none.
class WitnessFeedTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// A log that publishes what the test chooses and keeps what it is given.
  private static final class PublishedLog implements WitnessedLog {
    private volatile GrowingLog log;
    private volatile int size;
    final BlockingQueue<NoteSignature> cosignatures = new LinkedBlockingQueue<>();

    PublishedLog(GrowingLog log, int size) {
      this.log = log;
      this.size = size;
    }

    void publish(GrowingLog next, int nextSize) {
      size = 0;
      log = next;
      size = nextSize;
    }

    @Override
    public Optional<String> publishedCheckpoint() {
      int now = size;
      return now == 0 ? Optional.empty() : Optional.of(log.checkpoint(now).note());
    }

    @Override
    public List<Hash> consistency(long oldSize, long newSize) {
      return log.consistency((int) oldSize, (int) newSize);
    }

    @Override
    public boolean cosign(long ofSize, NoteSignature signature) {
      return cosignatures.add(signature);
    }
  }

  @TempDir Path folder;

  private final GrowingLog log = GrowingLog.empty("log.example/a").grownTo(50, "entry");
  private final PublishedLog published = new PublishedLog(log, 5);
  private final BlockingQueue<WitnessStanding> changes = new LinkedBlockingQueue<>();
  private WitnessKeys keys;
  private WitnessServer server;

  @BeforeEach
  void serve() throws Exception {
    keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, "log.example/a", folder, Clock.systemUTC());
    server = WitnessServer.start(witness(), ANY_PORT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void start_getsAndKeepsTheCosignaturesOfEveryKey() throws Exception {
    try (WitnessFeed feed = feed(server.address())) {
      assertThat(nextState()).isEqualTo(State.AGREEING);
      assertThat(feed.standing().cosignedSize()).isEqualTo(5);
      SignedNote note =
          new SignedNote(
              log.checkpoint(5).text(),
              List.of(published.cosignatures.take(), published.cosignatures.take()));
      for (VerifierKey key : keys.verifiers()) {
        assertThat(note.isSignedBy(key)).as("%s", key.algorithm()).isTrue();
      }
      published.publish(log, 50);
      var _ = published.cosignatures.take();
      awaitSize(feed, 50);
    }
  }

  @Test
  void start_takesUpWhereTheWitnessIs() throws Exception {
    try (WitnessFeed feed = feed(server.address())) {
      awaitSize(feed, 5);
    }
    published.publish(log, 9);
    // A new process of the gateway knows nothing of what was signed before.
    try (WitnessFeed feed = feed(server.address())) {
      awaitSize(feed, 9);
      assertThat(feed.standing().state()).isEqualTo(State.AGREEING);
    }
  }

  @Test
  void start_reportsAForkOfTheLog() throws Exception {
    try (WitnessFeed _ = feed(server.address())) {
      assertThat(nextState()).isEqualTo(State.AGREEING);
      published.publish(log.forkedAt(3).grownTo(50, "other"), 20);
      WitnessStanding worse = next();
      assertThat(worse.state()).isEqualTo(State.DISAGREES);
      assertThat(worse.sentence())
          .isEqualTo("what the witness has signed for 5 entries is not the beginning of this log");
    }
  }

  @Test
  void start_reportsAForkOfTheSameSize() throws Exception {
    try (WitnessFeed feed = feed(server.address())) {
      awaitSize(feed, 5);
    }
    published.publish(log.forkedAt(3).grownTo(50, "other"), 5);
    changes.clear();
    try (WitnessFeed _ = feed(server.address())) {
      WitnessStanding worse = next();
      assertThat(worse.state()).isEqualTo(State.DISAGREES);
      assertThat(worse.sentence()).contains("another root for 5 entries");
    }
  }

  @Test
  void start_reportsALogThatWasPutBack() throws Exception {
    try (WitnessFeed _ = feed(server.address())) {
      assertThat(nextState()).isEqualTo(State.AGREEING);
      published.publish(log, 2);
      WitnessStanding worse = next();
      assertThat(worse.state()).isEqualTo(State.DISAGREES);
      assertThat(worse.sentence())
          .isEqualTo("the witness has signed 5 entries, the log has only 2: it was put back");
    }
  }

  @Test
  void start_comesBackWhenTheWitnessDoes() throws Exception {
    InetSocketAddress address = server.address();
    server.close();
    try (WitnessFeed feed = feed(address)) {
      assertThat(nextState()).isEqualTo(State.UNREACHABLE);
      assertThat(feed.standing().lastCosigned()).isEmpty();
      server = WitnessServer.start(witness(), address);
      assertThat(nextState()).isEqualTo(State.AGREEING);
    }
  }

  @Test
  void start_believesNoStrangersSignatureAndNoRubbish() throws Exception {
    WitnessKeys stranger = WitnessKeys.create("witness.example/w1", folder.resolve("other.key"));
    String strange =
        stranger.cosign(log.checkpoint(5).text(), Clock.systemUTC().instant()).getFirst().line();
    String old =
        keys.cosign(log.checkpoint(5).text(), Clock.systemUTC().instant().minusSeconds(3600))
            .getFirst()
            .line();
    for (String body : List.of(strange, old, "", "rubbish\n", "x".repeat(100_000))) {
      HttpServer impostor = answering(200, body);
      try (WitnessFeed feed = feed(impostor.getAddress())) {
        assertThat(nextState()).as(body).isEqualTo(State.UNREACHABLE);
        assertThat(feed.standing().sentence()).as(body).isNotEmpty();
      } finally {
        impostor.stop(0);
      }
    }
    assertThat(published.cosignatures).isEmpty();
  }

  @Test
  void start_tellsWhatARefusalMeans() throws Exception {
    for (int status : new int[] {400, 403, 404, 500, 302}) {
      HttpServer refusing = answering(status, "");
      try (WitnessFeed _ = feed(refusing.getAddress())) {
        assertThat(nextState()).as("%d", status).isEqualTo(State.UNREACHABLE);
      } finally {
        refusing.stop(0);
      }
    }
  }

  private static HttpServer answering(int status, String body) throws IOException {
    HttpServer impostor = HttpServer.create(ANY_PORT, 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    impostor.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    impostor.start();
    return impostor;
  }

  private WitnessFeed feed(InetSocketAddress address) {
    URI prefix = URI.create("http://127.0.0.1:" + address.getPort());
    return WitnessFeed.start(
        published, new WitnessAddress(prefix, keys.verifiers()), Clock.systemUTC(), changes::add);
  }

  private Witness witness() throws AuditException {
    return Witness.open(keys, List.of(log.key()), folder, Clock.systemUTC());
  }

  private WitnessStanding next() throws InterruptedException {
    return Optional.ofNullable(changes.poll(60, TimeUnit.SECONDS)).orElseThrow();
  }

  private State nextState() throws InterruptedException {
    return next().state();
  }

  private static void awaitSize(WitnessFeed feed, long size) throws InterruptedException {
    for (int i = 0; feed.standing().cosignedSize() != size; i++) {
      assertThat(i).as("%s", feed.standing()).isLessThan(600);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
