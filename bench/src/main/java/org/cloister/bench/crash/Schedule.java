package org.cloister.bench.crash;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Which fault comes when, drawn from a seed: the same seed gives the same rounds.
///
/// Faults are dealt from shuffled decks, so that each kind comes in its share also in a short run.
final class Schedule {
  /// A fault begins this long after the gateway answers again, at the earliest and at most.
  private static final int EARLIEST_MICROS = 50_000;

  private static final int SPREAD_MICROS = 600_000;
  private static final int SHORTEST_HOLD_MICROS = 20_000;
  private static final int USUAL_HOLD_MICROS = 1_500_000;

  /// One hold in eight outlasts the log's patience with its store (10 s by default).
  private static final int LONG_HOLD_ONE_IN = 8;

  private static final Duration LONG_HOLD = Duration.ofSeconds(11);
  private static final int MOST_ROOM_LEFT = 6 << 20;

  /// One round.
  ///
  /// @param delay from the first answer after the round before until the fault
  /// @param hold how long a process stays stopped, or the disk full
  /// @param roomLeft bytes that a full disk still has: tables and write-ahead log run out in turn
  record Round(Fault fault, Duration delay, Duration hold, long roomLeft) {}

  private final Random random;
  private final Set<Fault> possible;
  private final Deque<Fault> deck = new ArrayDeque<>();

  /// @param possible the faults that can be made on this machine
  Schedule(long seed, Set<Fault> possible) {
    this.random = new Random(seed);
    this.possible = Set.copyOf(possible);
  }

  Round next() {
    if (deck.isEmpty()) {
      deal();
    }
    boolean isLong = random.nextInt(LONG_HOLD_ONE_IN) == 0;
    int hold = SHORTEST_HOLD_MICROS + random.nextInt(USUAL_HOLD_MICROS);
    return new Round(
        deck.remove(),
        micros(EARLIEST_MICROS + random.nextInt(SPREAD_MICROS)),
        isLong ? LONG_HOLD : micros(hold),
        random.nextInt(MOST_ROOM_LEFT));
  }

  private void deal() {
    List<Fault> cards = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      // What cannot be made here is replaced by what always can.
      Fault dealt = possible.contains(fault) ? fault : Fault.KILL_POSTGRES;
      cards.addAll(Collections.nCopies(fault.share(), dealt));
    }
    Collections.shuffle(cards, random);
    deck.addAll(cards);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }
}
