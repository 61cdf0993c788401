package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cloister.audit.AuditException;
import org.cloister.deid.sealing.SealingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Walks behind the log on a thread of its own. What it cannot do now it does at the next interval;
/// nothing of a call waits for it.
public final class ReviewJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReviewJob.class);

  private final Judging judging;
  private final ReviewStore store;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("review").daemon().factory());
  private volatile Standing standing = Standing.UNKNOWN;

  /// What waits for officers, as of the last walk.
  ///
  /// @param at when that was; the epoch when there was none yet
  /// @param remaining places of the log that are not judged yet
  public record Standing(
      Instant at, long remaining, long openAlerts, long openBreakGlass, long overdueBreakGlass) {
    static final Standing UNKNOWN = new Standing(Instant.EPOCH, 0, 0, 0, 0);
  }

  private ReviewJob(Judging judging, ReviewStore store, Clock clock) {
    this.judging = judging;
    this.store = store;
    this.clock = clock;
  }

  /// @param interval between two walks; a walk goes on until it has caught up with the log
  public static ReviewJob start(
      Judging judging, ReviewStore store, Clock clock, Duration interval) {
    ReviewJob job = new ReviewJob(judging, store, clock);
    var _ =
        job.thread.scheduleWithFixedDelay(job::walk, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return job;
  }

  public Standing standing() {
    return standing;
  }

  private void walk() {
    try {
      long remaining = judging.step();
      while (remaining > 0 && !thread.isShutdown()) {
        remaining = judging.step();
      }
      standing = count(remaining);
    } catch (SQLException e) {
      LOG.warn("Accesses could not be judged now: SQL state {}", e.getSQLState());
    } catch (AuditException | SealingException e) {
      LOG.warn("Accesses could not be judged now: {}", e.getClass().getName());
    } catch (RuntimeException bug) {
      // Its message may hold a value; its class and place cannot. The thread must live on.
      StackTraceElement[] trace = bug.getStackTrace();
      LOG.error(
          "Judging accesses failed: {} at {}",
          bug.getClass().getName(),
          trace.length == 0 ? "unknown place" : trace[0]);
    }
  }

  private Standing count(long remaining) throws SQLException {
    Instant now = clock.instant();
    try (Connection connection = store.database().getConnection()) {
      return new Standing(
          now,
          remaining,
          Rows.number(
              connection,
              "select count(*) from review_alert where state in ('not-reviewed', 'under-review')"),
          Rows.number(connection, "select count(*) from break_glass_item where state <> 'closed'"),
          Rows.number(
              connection,
              "select count(*) from break_glass_item where state <> 'closed' and due_at < ?",
              now));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("Judging did not end in time; it goes on at the next start");
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
