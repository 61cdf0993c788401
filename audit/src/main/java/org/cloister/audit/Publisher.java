package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.cloister.audit.tlog.Checkpoint;

/// Signs the newest checkpoint with both keys and stores it for witnesses, at most once a second
/// and beside the sequencer: the ML-DSA-44 signature takes longer than a small transaction, and no
/// answer waits for it.
///
/// A store that does not answer is tried again a second later, with whatever is newest then.
final class Publisher {
  private static final long INTERVAL_MILLIS = 1000;

  /// Longer than any witness takes to answer.
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final String INSERT =
      "INSERT INTO log_checkpoint (size, note, published_at) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  // What each witness signed last stays, however long ago that was: nothing newer vouches as much.
  private static final String PRUNE =
      """
      DELETE FROM log_checkpoint WHERE published_at < ? AND size < ?
        AND size NOT IN (SELECT max(size) FROM log_cosignature GROUP BY name, key_id)
      """;

  private final LogSetup setup;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Checkpoint newest;
  private long published;
  private boolean closed;

  /// @param empty the checkpoint of no records
  Publisher(LogSetup setup, Checkpoint empty) {
    this.setup = setup;
    this.newest = empty;
  }

  Thread start() {
    return Thread.ofPlatform().name("cloister-audit-publisher").daemon().start(this::run);
  }

  /// This checkpoint is durable.
  void committed(Checkpoint checkpoint) {
    lock.lock();
    try {
      newest = checkpoint;
    } finally {
      lock.unlock();
    }
  }

  /// Publishes what is newest and ends.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean last = false;
    while (!last) {
      last = paused();
      Checkpoint checkpoint = newest();
      if (checkpoint.size() > published) {
        try {
          publish(checkpoint);
          published = checkpoint.size();
        } catch (SQLException tryAgainLater) {
          // Health tells that the store is away; the sequencer notices by itself.
        }
      }
    }
  }

  /// @return whether the log was closed
  private boolean paused() {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return closed;
    } catch (InterruptedException stray) {
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Checkpoint newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  private void publish(Checkpoint checkpoint) throws SQLException {
    String note = setup.identity().signWithBoth(checkpoint, setup.now());
    try (Connection connection = setup.source().getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement prune = connection.prepareStatement(PRUNE)) {
      insert.setLong(1, checkpoint.size());
      insert.setString(2, note);
      insert.setObject(3, setup.now().atOffset(ZoneOffset.UTC));
      int _ = insert.executeUpdate();
      prune.setObject(1, setup.now().minus(KEPT).atOffset(ZoneOffset.UTC));
      prune.setLong(2, checkpoint.size());
      int _ = prune.executeUpdate();
    }
  }
}
