package org.cloister.models.metering;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// [Probe] by way of the JVM's management beans and, on Linux, the scheduler's statistics of the
/// thread. One reading costs a few microseconds, most of it `getCurrentThreadCpuTime`.
final class ThreadProbe extends Probe {
  static final ThreadProbe INSTANCE = new ThreadProbe();

  private final @Nullable ThreadMXBean threads =
      ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean ? bean : null;

  /// Collectors whose time is time of standstill. The concurrent ones report cycles as well, during
  /// which the application runs.
  private final List<GarbageCollectorMXBean> pausing =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(bean -> isPause(bean.getName()))
          .toList();

  private final ThreadLocal<SchedulerStatistics> scheduler =
      ThreadLocal.withInitial(SchedulerStatistics::open);

  private ThreadProbe() {}

  static boolean isPause(String collector) {
    String name = collector.toLowerCase(Locale.ROOT);
    return !name.contains("cycles") && !name.contains("concurrent");
  }

  @Override
  long nanoTime() {
    return System.nanoTime();
  }

  @Override
  Reading read() {
    // On a virtual thread all three would be the carrier's, which other calls use too.
    if (threads == null || Thread.currentThread().isVirtual()) {
      return new Reading(NOT_MEASURED, NOT_MEASURED, NOT_MEASURED, gcPauseNanos());
    }
    return new Reading(
        threads.getCurrentThreadCpuTime(),
        threads.getCurrentThreadAllocatedBytes(),
        scheduler.get().runQueueNanos(),
        gcPauseNanos());
  }

  /// Resolution: one millisecond. Every thread stands still during a pause, so a pause that ends
  /// within a call also began within it, and a difference of totals is its overlap with the call.
  private long gcPauseNanos() {
    long millis = 0;
    for (GarbageCollectorMXBean bean : pausing) {
      millis += Math.max(0, bean.getCollectionTime());
    }
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// `/proc/thread-self/schedstat` of the thread that opened it: time on the CPU, time waiting on a
  /// run queue (both ns), number of time slices (sched-stats.rst). Kept open, because opening costs
  /// ten times a read; the descriptor goes with the thread.
  private static final class SchedulerStatistics {
    /// Not a FileChannel: an interrupt during a read would close that for good.
    private final @Nullable RandomAccessFile file;

    private final byte[] line = new byte[96];

    private SchedulerStatistics(@Nullable RandomAccessFile file) {
      this.file = file;
    }

    static SchedulerStatistics open() {
      try {
        return new SchedulerStatistics(new RandomAccessFile("/proc/thread-self/schedstat", "r"));
      } catch (IOException _) {
        return new SchedulerStatistics(null);
      }
    }

    long runQueueNanos() {
      if (file == null) {
        return NOT_MEASURED;
      }
      try {
        file.seek(0);
        return secondNumber(line, file.read(line));
      } catch (IOException _) {
        return NOT_MEASURED;
      }
    }
  }

  static long secondNumber(byte[] line, int length) {
    int at = 0;
    while (at < length && line[at] != ' ') {
      at++;
    }
    int first = ++at;
    long value = 0;
    while (at < length && line[at] >= '0' && line[at] <= '9') {
      value = value * 10 + (line[at++] - '0');
    }
    return at > first ? value : NOT_MEASURED;
  }
}
