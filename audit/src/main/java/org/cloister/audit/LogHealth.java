package org.cloister.audit;

import java.time.Duration;

/// How the log is doing.
///
/// @param state whether appends are taken
/// @param sinceLastCommit age of the last commit of this process, or of its opening before the
///   first
/// @param sinceLastContact since the store last answered; at most about a second while CONNECTED
/// @param queued records that wait for a transaction
/// @param size records in the log, as last committed or read by this process
public record LogHealth(
    State state, Duration sinceLastCommit, Duration sinceLastContact, int queued, long size) {

  /// Whether appends are taken.
  public enum State {
    CONNECTED,
    /// The store cannot be reached; appends fail at once, reconnecting goes on.
    DISCONNECTED,
    CLOSED
  }
}
