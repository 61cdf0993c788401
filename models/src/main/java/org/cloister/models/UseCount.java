package org.cloister.models;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets a native resource be released only when nobody is inside it: ONNX Runtime crashes the
/// process when a session is closed during a run.
final class UseCount {
  /// The sign bit says "closing"; the other bits count the users.
  private static final int CLOSING = Integer.MIN_VALUE;

  private final AtomicInteger state = new AtomicInteger();
  private final CountDownLatch unused = new CountDownLatch(1);

  /// Whether the caller may use the resource. If so it has to [#leave()] afterwards.
  boolean enter() {
    while (true) {
      int before = state.get();
      if (before < 0) {
        return false;
      }
      if (state.compareAndSet(before, before + 1)) {
        return true;
      }
    }
  }

  void leave() {
    if (state.decrementAndGet() == CLOSING) {
      unused.countDown();
    }
  }

  /// Admits nobody any more and waits until the last user has left.
  ///
  /// @return whether this was the first call, whose duty it is to release the resource
  boolean closeAndAwait() {
    int before = state.getAndUpdate(value -> value | CLOSING);
    if (before == 0) {
      unused.countDown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        unused.await();
        break;
      } catch (InterruptedException _) {
        // Releasing early would crash the process; a run takes microseconds to milliseconds.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return before >= 0;
  }
}
