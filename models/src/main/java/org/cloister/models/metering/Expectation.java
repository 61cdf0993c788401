package org.cloister.models.metering;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What a call to one model takes on an idle machine, stage by stage, by the size of the request.
///
/// @param lines a stage without a line is expected to take no time
public record Expectation(Map<Stage, Line> lines) {
  /// `nanoseconds = nanosPerByte * request bytes + nanos`, never below zero.
  public record Line(double nanosPerByte, double nanos) {
    public long at(long requestBytes) {
      return Math.max(0, Math.round(nanosPerByte * requestBytes + nanos));
    }
  }

  public Expectation {
    EnumMap<Stage, Line> copy = new EnumMap<>(Stage.class);
    copy.putAll(lines);
    lines = Collections.unmodifiableMap(copy);
  }

  public long nanos(Stage stage, long requestBytes) {
    Line line = lines.get(stage);
    return line == null ? 0 : line.at(requestBytes);
  }

  /// Sum over all stages.
  public long totalNanos(long requestBytes) {
    long total = 0;
    for (Stage stage : Stage.values()) {
      total += nanos(stage, requestBytes);
    }
    return total;
  }

  /// Splits actual minus expected by cause. Queue and commit are differences of their stages. What
  /// is left is assigned to the run queue, then to the garbage collector, each to no more than was
  /// measured and no more than is left: a thread that waits for a CPU at the end of a commit would
  /// otherwise be counted twice. The rest is the residual; it is negative for a call that was
  /// faster than expected.
  public Excess excess(Measured measured, long requestBytes) {
    long total = measured.totalNanos() - totalNanos(requestBytes);
    long queue = measured.nanos(Stage.QUEUE) - nanos(Stage.QUEUE, requestBytes);
    long commit = measured.nanos(Stage.COMMIT) - nanos(Stage.COMMIT, requestBytes);
    long rest = total - queue - commit;
    long runQueue = Math.clamp(measured.runQueueNanos().orElse(0), 0, Math.max(0, rest));
    rest -= runQueue;
    long gc = Math.clamp(measured.gcPauseNanos().orElse(0), 0, Math.max(0, rest));
    return new Excess(queue, commit, runQueue, gc, rest - gc);
  }
}
