package org.cloister.models.metering;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.OptionalLong;

/// CPU time of the calling thread, for code that meters a part of a call by itself.
public final class CpuClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CpuClock() {}

  /// Nanoseconds since the thread started; empty on a virtual thread, whose CPU time no one keeps.
  /// Costs about a microsecond.
  public static OptionalLong currentThreadNanos() {
    return Thread.currentThread().isVirtual() || !THREADS.isCurrentThreadCpuTimeSupported()
        ? OptionalLong.empty()
        : OptionalLong.of(THREADS.getCurrentThreadCpuTime());
  }
}
