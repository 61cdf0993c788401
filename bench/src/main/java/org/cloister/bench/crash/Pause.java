package org.cloister.bench.crash;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A wait while processes are watched from outside, where there is nothing to wait on.
final class Pause {
  private Pause() {}

  /// To the microsecond, as far as the kernel's timers go.
  static void of(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
