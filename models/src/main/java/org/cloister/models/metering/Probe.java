package org.cloister.models.metering;

/// Reads this machine's clocks and the calling thread's counters.
public abstract class Probe {
  /// Stands for a counter that cannot be read here; turned into an absent value in [Measured].
  static final long NOT_MEASURED = -1;

  /// Counters since some fixed start; only differences have a meaning.
  ///
  /// @param cpuNanos CPU time of the calling thread
  /// @param allocatedBytes heap bytes the calling thread has allocated
  /// @param runQueueNanos time the calling thread was ready to run but had no CPU
  /// @param gcPauseNanos time this JVM stood still for its garbage collector
  record Reading(long cpuNanos, long allocatedBytes, long runQueueNanos, long gcPauseNanos) {}

  Probe() {}

  /// The probe of the running JVM. Safe for concurrent use. On a virtual thread the counters of the
  /// thread cannot be read and are absent.
  public static Probe system() {
    return ThreadProbe.INSTANCE;
  }

  /// Monotonic, nanoseconds.
  abstract long nanoTime();

  abstract Reading read();
}
