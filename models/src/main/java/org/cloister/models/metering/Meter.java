package org.cloister.models.metering;

import java.util.EnumMap;
import java.util.OptionalLong;

/// A stopwatch for one call. It is always in exactly one [Stage]; neighbouring stages share the
/// instant at which one ends and the next begins, so that the stages add up to the total without a
/// remainder. Confined to the thread that started it, because CPU time and allocation are read from
/// that thread; work done for the call on other threads shows as time, not as CPU.
public final class Meter {
  private final Probe probe;
  private final Thread owner = Thread.currentThread();
  private final EnumMap<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private final Probe.Reading first;
  private Stage stage;
  private long since;
  private boolean stopped;

  private Meter(Probe probe, Stage stage) {
    this.probe = probe;
    this.stage = stage;
    // The first reading lies before the clock starts and the last one after it stops: reading the
    // counters costs microseconds that are the meter's, not the call's.
    this.first = probe.read();
    this.since = probe.nanoTime();
  }

  /// Starts in [Stage#AUTHENTICATE].
  public static Meter start(Probe probe) {
    return start(probe, Stage.AUTHENTICATE);
  }

  public static Meter start(Probe probe, Stage stage) {
    return new Meter(probe, stage);
  }

  /// Ends the current stage and begins this one. A stage may be entered more than once; its times
  /// add up.
  ///
  /// @throws IllegalStateException on another thread, or after [#stop()]
  public void enter(Stage next) {
    checkUsable();
    long now = probe.nanoTime();
    nanos.merge(stage, now - since, Long::sum);
    since = now;
    stage = next;
  }

  /// What was measured up to now, for a record that is written before the call ends.
  public Measured soFar() {
    enter(stage);
    return measured();
  }

  /// Ends the last stage.
  public Measured stop() {
    enter(stage);
    stopped = true;
    return measured();
  }

  private Measured measured() {
    Probe.Reading last = probe.read();
    return new Measured(
        nanos,
        difference(first.cpuNanos(), last.cpuNanos()),
        difference(first.allocatedBytes(), last.allocatedBytes()),
        difference(first.runQueueNanos(), last.runQueueNanos()),
        difference(first.gcPauseNanos(), last.gcPauseNanos()));
  }

  private void checkUsable() {
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException("a meter belongs to the thread that started it");
    }
    if (stopped) {
      throw new IllegalStateException("the meter was stopped");
    }
  }

  private static OptionalLong difference(long from, long to) {
    return from == Probe.NOT_MEASURED || to == Probe.NOT_MEASURED
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, to - from));
  }
}
