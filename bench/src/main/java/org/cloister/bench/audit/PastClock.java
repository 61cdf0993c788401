package org.cloister.bench.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// A year that passes in as many steps as records are made: searches by date then find what they
/// would in a log that grew for a year. Safe for many threads.
final class PastClock extends Clock {
  static final Duration SPAN = Duration.ofDays(365);

  /// The log reads its clock about so often for one record.
  private static final long READINGS = 2;

  private final Instant first;
  private final long stepMicros;
  private final AtomicLong steps = new AtomicLong();

  PastClock(Instant first, long records) {
    this.first = first;
    this.stepMicros = Math.max(1, SPAN.toNanos() / 1000 / READINGS / records);
  }

  /// The first instant that it showed.
  Instant first() {
    return first;
  }

  /// The last instant that it showed.
  Instant last() {
    return first.plusNanos(steps.get() * stepMicros * 1000);
  }

  @Override
  public Instant instant() {
    return first.plusNanos(steps.incrementAndGet() * stepMicros * 1000);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
