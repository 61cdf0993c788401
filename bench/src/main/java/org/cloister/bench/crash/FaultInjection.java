package org.cloister.bench.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.bench.crash.Schedule.Round;

/// Makes a fault happen and undoes what does not end by itself.
final class FaultInjection {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// So long a full disk is waited for: records in flight may still fit.
  private static final Duration UNTIL_FULL = Duration.ofSeconds(8);

  private static final Duration POLL = Duration.ofMillis(1);

  /// When a fault began and ended, by [System#nanoTime].
  ///
  /// @param from the recovery is counted from here: the kill, or the end of a stop
  /// @param ready a call that was sent from here on and is answered ends the recovery
  record Moment(long from, long ready) {}

  private final GatewayUnderTest gateway;
  private final PostgresServer postgres;
  private final HeldAnswers held;
  private final Optional<SmallDisk> disk;

  FaultInjection(
      GatewayUnderTest gateway,
      PostgresServer postgres,
      HeldAnswers held,
      Optional<SmallDisk> disk) {
    this.gateway = gateway;
    this.postgres = postgres;
    this.held = held;
    this.disk = disk;
  }

  Set<Fault> possible() {
    Set<Fault> possible = EnumSet.allOf(Fault.class);
    if (disk.isEmpty()) {
      possible.remove(Fault.FULL_DISK);
    }
    return possible;
  }

  /// Waits the round's delay, makes its fault, and returns when its cause is gone.
  Moment make(Round round) throws IOException {
    long server = postgres.awaitReady(0, PATIENCE);
    Pause.of(round.delay());
    return switch (round.fault()) {
      case KILL_POSTGRES -> killPostgres(server);
      case KILL_GATEWAY -> {
        long from = System.nanoTime();
        gateway.kill();
        gateway.restart();
        yield new Moment(from, System.nanoTime());
      }
      case KILL_BOTH -> {
        long from = System.nanoTime();
        kill(server);
        gateway.kill();
        gateway.restart();
        yield new Moment(from, System.nanoTime());
      }
      case STOP_POSTGRES -> {
        List<Long> all = PostgresServer.processes(server);
        Commands.signal("STOP", all);
        Pause.of(round.hold());
        Commands.signal("CONT", all);
        yield now();
      }
      case STOP_GATEWAY -> {
        gateway.suspend();
        Pause.of(round.hold());
        gateway.resume();
        yield now();
      }
      case FULL_DISK -> fillDisk(disk.orElseThrow(), round);
    };
  }

  private Moment killPostgres(long server) throws IOException {
    long from = System.nanoTime();
    kill(server);
    long _ = postgres.awaitReady(server, PATIENCE);
    return new Moment(from, System.nanoTime());
  }

  private static void kill(long process) throws IOException {
    boolean killed = ProcessHandle.of(process).map(ProcessHandle::destroyForcibly).orElse(false);
    if (!killed) {
      throw new IOException("process " + process + " could not be killed");
    }
  }

  private Moment fillDisk(SmallDisk full, Round round) throws IOException {
    int refusals = held.count(503);
    full.fill(round.roomLeft());
    try {
      long end = System.nanoTime() + UNTIL_FULL.toNanos();
      while (held.count(503) == refusals && System.nanoTime() < end) {
        Pause.of(POLL);
      }
      Pause.of(round.hold());
    } finally {
      full.empty();
    }
    return now();
  }

  private static Moment now() {
    long now = System.nanoTime();
    return new Moment(now, now);
  }
}
