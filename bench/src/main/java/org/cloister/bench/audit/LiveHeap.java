package org.cloister.bench.audit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The memory that the process cannot give back, as its log grows: what is left of the heap after
/// full collections.
final class LiveHeap {
  private static final int COLLECTIONS = 3;

  private final List<Sample> samples = new ArrayList<>();

  /// @param records in the log
  /// @param bytes live then
  record Sample(long records, long bytes) {}

  void sample(long records) {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    samples.add(new Sample(records, bytes));
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /// By how many per cent the largest sample is above the first.
  double growthPercent() {
    double first = samples.getFirst().bytes();
    double largest = samples.stream().mapToLong(Sample::bytes).max().orElse(0);
    return (largest / first - 1) * 100;
  }
}
