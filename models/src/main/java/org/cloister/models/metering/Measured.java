package org.cloister.models.metering;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// What one call took.
///
/// @param stageNanos time by stage, every stage present, in pipeline order
/// @param cpuNanos CPU time of the call's thread
/// @param allocatedBytes heap bytes allocated by the call's thread
/// @param runQueueNanos time the thread was ready to run but had no CPU
/// @param gcPauseNanos time the JVM stood still for its garbage collector; resolution 1 ms
public record Measured(
    Map<Stage, Long> stageNanos,
    OptionalLong cpuNanos,
    OptionalLong allocatedBytes,
    OptionalLong runQueueNanos,
    OptionalLong gcPauseNanos) {
  public Measured {
    EnumMap<Stage, Long> copy = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      long nanos = stageNanos.getOrDefault(stage, 0L);
      if (nanos < 0) {
        throw new IllegalArgumentException("a stage cannot take negative time");
      }
      copy.put(stage, nanos);
    }
    stageNanos = Collections.unmodifiableMap(copy);
  }

  public long nanos(Stage stage) {
    return stageNanos.getOrDefault(stage, 0L);
  }

  /// The sum of the stages, which is also the time from start to stop.
  public long totalNanos() {
    long total = 0;
    for (long nanos : stageNanos.values()) {
      total += nanos;
    }
    return total;
  }
}
