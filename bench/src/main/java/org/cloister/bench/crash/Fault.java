package org.cloister.bench.crash;

import java.util.Arrays;
import java.util.Locale;

/// What is done to the gateway in one round, and how often of twenty rounds.
enum Fault {
  /// SIGKILL to PostgreSQL's first process; the gateway starts it again.
  KILL_POSTGRES(9),
  /// SIGKILL to the gateway, which is then started again; PostgreSQL ends with it.
  KILL_GATEWAY(3),
  /// SIGKILL to both at once.
  KILL_BOTH(2),
  /// SIGSTOP to every process of PostgreSQL, for a while: connections stay open, nothing answers.
  STOP_POSTGRES(3),
  /// SIGSTOP to the gateway alone.
  STOP_GATEWAY(2),
  /// The file system that holds the whole database has no room left, for a while.
  FULL_DISK(1);

  private final int share;

  Fault(int share) {
    this.share = share;
  }

  /// Rounds of this kind in a deck of [#deckSize].
  int share() {
    return share;
  }

  static int deckSize() {
    return Arrays.stream(values()).mapToInt(Fault::share).sum();
  }

  /// As in tables, for example `kill postgres`.
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
