package org.cloister.gateway.infer;

import java.util.concurrent.atomic.AtomicInteger;

/// How many calls are worked on at once. One more is refused at once instead of waiting in a queue
/// that only grows. Safe for many threads.
public final class Admission {
  private final int limit;
  private final AtomicInteger inFlight = new AtomicInteger();

  public Admission(int limit) {
    this.limit = limit;
  }

  /// A place, granted or not; closing it gives it back.
  Place enter() {
    int now = inFlight.incrementAndGet();
    return new Place(now <= limit, now == 1);
  }

  public int inFlight() {
    return inFlight.get();
  }

  /// One call's presence. Refused calls count while they are being recorded, so that a flood of
  /// them is refused too.
  final class Place implements AutoCloseable {
    private final boolean granted;
    private final boolean alone;

    private Place(boolean granted, boolean alone) {
      this.granted = granted;
      this.alone = alone;
    }

    boolean granted() {
      return granted;
    }

    /// Whether no other call was there at the start or is there now: an idle gateway.
    boolean alone() {
      return alone && inFlight.get() == 1;
    }

    @Override
    public void close() {
      inFlight.decrementAndGet();
    }
  }
}
