package org.cloister.audit;

import java.time.Duration;

/// How the log is doing.
///
/// @param state whether appends are taken
/// @param sinceLastContact since the store last answered; at most about a second while CONNECTED
/// @param oldestWait how long the record has waited that waits longest, be it for a transaction or
///   in one; zero when none waits
/// @param queued records that wait for a transaction
/// @param size records in the log, as last committed or read by this process
public record LogHealth(
    State state, Duration sinceLastContact, Duration oldestWait, int queued, long size) {
  private static final Duration STALLED_AFTER = Duration.ofSeconds(5);

  /// Whether appends are taken.
  public enum State {
    CONNECTED,
    /// The store cannot be reached; appends fail at once, reconnecting goes on.
    DISCONNECTED,
    CLOSED
  }

  /// Whether records get durable: the store is connected, it answered within 5 seconds, and no
  /// record has waited that long. A log that nobody writes to is well, however old its checkpoint
  /// is.
  public boolean isRecording() {
    return state == State.CONNECTED
        && sinceLastContact.compareTo(STALLED_AFTER) < 0
        && oldestWait.compareTo(STALLED_AFTER) < 0;
  }
}
