package org.cloister.audit;

import java.time.Duration;
import java.util.OptionalLong;
import org.cloister.audit.LogHealth.State;

/// The sequencer's signs of life, written by it and read by anyone.
final class Pulse {
  private volatile State state = State.DISCONNECTED;
  private volatile long lastContactNanos = System.nanoTime();
  private volatile long size;
  private volatile OptionalLong inHand = OptionalLong.empty();

  void connected(long logSize) {
    size = logSize;
    lastContactNanos = System.nanoTime();
    state = State.CONNECTED;
  }

  void contact() {
    lastContactNanos = System.nanoTime();
  }

  void committed(long logSize) {
    size = logSize;
    lastContactNanos = System.nanoTime();
  }

  void disconnected() {
    state = State.DISCONNECTED;
  }

  void closed() {
    state = State.CLOSED;
  }

  /// The sequencer works on records of which the first was appended then.
  void working(long appendedNanos) {
    inHand = OptionalLong.of(appendedNanos);
  }

  /// It has none in hand.
  void resting() {
    inHand = OptionalLong.empty();
  }

  LogHealth health(Inbox.Backlog backlog) {
    long now = System.nanoTime();
    OptionalLong oldest = inHand.isPresent() ? inHand : backlog.oldestNanos();
    return new LogHealth(
        state,
        Duration.ofNanos(now - lastContactNanos),
        oldest.isPresent() ? Duration.ofNanos(now - oldest.getAsLong()) : Duration.ZERO,
        backlog.records(),
        size);
  }
}
