package org.cloister.audit.witness;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.cloister.audit.AuditException;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.witness.WitnessClient.Reply;
import org.cloister.audit.witness.WitnessStanding.State;

/// Shows one witness what the log publishes, once a second while it grows and every half minute
/// while it rests, and keeps the cosignatures.
///
/// It runs on a thread of its own and only reads the log: a witness that is slow, away or hostile
/// holds up no append. After a failure it waits longer each time, up to a minute. A disagreement is
/// asked about again and again, and stands until the witness signs.
public final class WitnessFeed implements AutoCloseable {
  private static final Duration BUSY = Duration.ofSeconds(1);
  private static final Duration RESTING = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final WitnessedLog log;
  private final WitnessAddress address;
  private final WitnessClient client;
  private final Clock clock;
  private final Consumer<WitnessStanding> onChange;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile WitnessStanding standing;

  // What the witness signed last, as far as it told; of the feed's own thread.
  private long acknowledged;

  private WitnessFeed(
      WitnessedLog log, WitnessAddress address, Clock clock, Consumer<WitnessStanding> onChange) {
    this.log = log;
    this.address = address;
    this.client = new WitnessClient(address, clock);
    this.clock = clock;
    this.onChange = onChange;
    this.standing = new WitnessStanding(address.name(), State.NOT_ASKED, Optional.empty(), 0, "");
  }

  /// Asks until it is closed.
  ///
  /// @param onChange told on the feed's thread when the state is another one than before
  public static WitnessFeed start(
      WitnessedLog log, WitnessAddress address, Clock clock, Consumer<WitnessStanding> onChange) {
    WitnessFeed feed = new WitnessFeed(log, address, clock, onChange);
    Thread _ = Thread.ofPlatform().name("cloister-witness-feed").daemon().start(feed::run);
    return feed;
  }

  public WitnessStanding standing() {
    return standing;
  }

  /// Asks no more. What is under way ends without an effect on the log.
  @Override
  public void close() {
    closed.countDown();
    client.close();
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!closedWithin(pause)) {
      try {
        step();
      } catch (AuditException storeAway) {
        // The log's own health tells of it; the witness was not at fault.
      } catch (RuntimeException bug) {
        become(State.UNREACHABLE, "asking the witness failed: " + bug.getClass().getSimpleName());
      }
      pause = pauseAfter(pause);
    }
  }

  private Duration pauseAfter(Duration last) {
    return switch (standing.state()) {
      case AGREEING, NOT_ASKED -> BUSY;
      case DISAGREES -> RESTING;
      case UNREACHABLE -> {
        Duration longer = last.compareTo(BUSY) < 0 ? BUSY : last.multipliedBy(2);
        yield longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
      }
    };
  }

  private boolean closedWithin(Duration pause) {
    try {
      return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stray) {
      return true;
    }
  }

  private void step() throws AuditException {
    Optional<Published> published = published();
    if (published.isEmpty() || isKnownToWitness(published.get().checkpoint())) {
      return;
    }
    Published asked = published.get();
    // Where the log is shorter than what was acknowledged, the witness is asked what it has.
    long from = Math.min(acknowledged, asked.checkpoint().size());
    Reply reply = ask(asked, from);
    if (reply instanceof Reply.Has(long size) && size != from) {
      acknowledged = size;
      // Read again: newer than what the witness has, if the log is what it was.
      asked = published().orElse(asked);
      if (size > asked.checkpoint().size()) {
        become(
            State.DISAGREES,
            "the witness has signed %d entries, the log has only %d: it was put back"
                .formatted(size, asked.checkpoint().size()));
        return;
      }
      reply = ask(asked, size);
    }
    conclude(asked.checkpoint(), reply);
  }

  private void conclude(Checkpoint checkpoint, Reply reply) throws AuditException {
    switch (reply) {
      case Reply.Cosigned(var signatures) -> {
        acknowledged = checkpoint.size();
        for (NoteSignature signature : signatures) {
          // One that is not kept any longer is too old to be shown to anyone.
          boolean _ = log.cosign(checkpoint.size(), signature);
        }
        agree(checkpoint.size());
      }
      case Reply.Has(long size) when size == checkpoint.size() ->
          become(
              State.DISAGREES,
              "the witness has signed another root for %d entries: the log was forked"
                  .formatted(size));
      case Reply.Has(long size) -> {
        acknowledged = size;
        become(State.UNREACHABLE, "the witness changes what it says it has signed");
      }
      case Reply.Refuted() ->
          become(
              State.DISAGREES,
              "what the witness has signed for %d entries is not the beginning of this log"
                  .formatted(acknowledged));
      case Reply.Failed(String sentence) -> become(State.UNREACHABLE, sentence);
    }
  }

  private record Published(SignedNote note, Checkpoint checkpoint) {}

  private Optional<Published> published() throws AuditException {
    return log.publishedCheckpoint()
        .flatMap(SignedNote::parse)
        .flatMap(n -> Checkpoint.parse(n.text()).map(c -> new Published(n, c)));
  }

  /// Asks for nothing new only now and then, so that the age of the last answer stays short.
  private boolean isKnownToWitness(Checkpoint checkpoint) {
    return standing.state() == State.AGREEING
        && checkpoint.size() == acknowledged
        && standing
            .lastCosigned()
            .filter(at -> Duration.between(at, clock.instant()).compareTo(RESTING) < 0)
            .isPresent();
  }

  private Reply ask(Published published, long from) throws AuditException {
    long size = published.checkpoint().size();
    List<Hash> proof = from == 0 || from == size ? List.of() : log.consistency(from, size);
    return client.ask(new AddCheckpoint(from, proof, published.note(), published.checkpoint()));
  }

  private void agree(long size) {
    change(
        new WitnessStanding(
            address.name(), State.AGREEING, Optional.of(clock.instant()), size, ""));
  }

  private void become(State state, String sentence) {
    change(
        new WitnessStanding(
            address.name(), state, standing.lastCosigned(), standing.cosignedSize(), sentence));
  }

  private void change(WitnessStanding next) {
    State before = standing.state();
    standing = next;
    if (before != next.state()) {
      onChange.accept(next);
    }
  }
}
