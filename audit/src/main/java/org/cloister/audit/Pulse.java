package org.cloister.audit;

import java.time.Duration;
import org.cloister.audit.LogHealth.State;

/// The sequencer's signs of life, written by it and read by anyone.
final class Pulse {
  private volatile State state = State.DISCONNECTED;
  private volatile long lastCommitNanos = System.nanoTime();
  private volatile long lastContactNanos = System.nanoTime();
  private volatile long size;

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
    long now = System.nanoTime();
    lastCommitNanos = now;
    lastContactNanos = now;
  }

  void disconnected() {
    state = State.DISCONNECTED;
  }

  void closed() {
    state = State.CLOSED;
  }

  LogHealth health(int queued) {
    long now = System.nanoTime();
    return new LogHealth(
        state,
        Duration.ofNanos(now - lastCommitNanos),
        Duration.ofNanos(now - lastContactNanos),
        queued,
        size);
  }
}
