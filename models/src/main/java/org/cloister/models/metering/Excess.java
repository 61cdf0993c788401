package org.cloister.models.metering;

/// By how much a call took longer than expected, and why. The parts add up to the whole.
///
/// @param queueNanos waiting for a permit to run; may be negative
/// @param commitNanos waiting for the audit record to be durable; may be negative
/// @param runQueueNanos waiting for a CPU
/// @param gcNanos standing still for the garbage collector
/// @param residualNanos everything else; may be negative
public record Excess(
    long queueNanos, long commitNanos, long runQueueNanos, long gcNanos, long residualNanos) {
  public long totalNanos() {
    return queueNanos + commitNanos + runQueueNanos + gcNanos + residualNanos;
  }
}
