package org.cloister.gateway.infer;

import java.util.concurrent.locks.LockSupport;

/// A wait in a test that watches processes from outside, where there is nothing to wait on.
final class Pause {
  private Pause() {}

  static void millis(long millis) {
    LockSupport.parkNanos(millis * 1_000_000);
  }
}
