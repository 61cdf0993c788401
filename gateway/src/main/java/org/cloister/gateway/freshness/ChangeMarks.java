package org.cloister.gateway.freshness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/// Knows within a second what was written, by whomever, and makes every [Remembered] forget it.
///
/// # Why nothing is missed
///
/// 1. A write raises its mark's count in its own transaction, by a trigger. Who raises the same
///    count waits for that transaction. So each committed write leaves a count that no one saw
///    before, in whatever order transactions commit; a single "newest number" of a sequence could
///    be seen before a smaller one is committed.
/// 2. A question compares every count with the one of the question before. A write that was
///    committed between the two therefore shows as a difference; greater or smaller does not
///    matter.
/// 3. For each mark that differs, every memory turns to a new, empty page. Whoever reads the
///    database took a page *before* reading ([Remembered]). If a write is committed after that
///    reading, the first question that sees the write is asked later still, so the page which it
///    takes away is the reader's: what was read before a write is never found again after it.
/// 4. A call uses what is remembered only if a question was begun at most [#FRESH] before the call
///    came. A call that comes later than that after a write's commit knows of the write.
public final class ChangeMarks {
  /// How old the last question may be. With the call's own way here it stays below one second.
  static final Duration FRESH = Duration.ofMillis(800);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final String ASK = "select mark, writes from change_mark";

  private final DataSource database;
  private final List<Remembered<?>> memories = new CopyOnWriteArrayList<>();
  private final ReentrantLock asking = new ReentrantLock();

  /// As of the last question; for whoever holds [#asking].
  private long[] writes = new long[Mark.COUNT];

  /// When the last question was begun, by [System#nanoTime].
  private volatile long asked = System.nanoTime() - FRESH.toNanos();

  public ChangeMarks(DataSource database) {
    this.database = database;
  }

  /// A new memory, empty.
  public <V> Remembered<V> memory() {
    Remembered<V> memory = new Remembered<>(this);
    memories.add(memory);
    return memory;
  }

  /// Returns when everything that was committed [#FRESH] before this call, or earlier, is
  /// forgotten.
  ///
  /// @throws SQLException when that cannot be known
  void refresh() throws SQLException {
    long oldest = System.nanoTime() - FRESH.toNanos();
    if (isAskedAfter(oldest)) {
      return;
    }
    // One asks for all who wait; when the database is away, nobody waits longer than this.
    if (!lock()) {
      throw new SQLTimeoutException("what changed is not known in time");
    }
    try {
      if (!isAskedAfter(oldest)) {
        ask();
      }
    } finally {
      asking.unlock();
    }
  }

  private boolean isAskedAfter(long oldest) {
    return asked - oldest > 0;
  }

  private boolean lock() {
    try {
      return asking.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void ask() throws SQLException {
    long begun = System.nanoTime();
    long[] now = counts();
    for (int number = 0; number < Mark.COUNT; number++) {
      if (now[number] != writes[number]) {
        Mark changed = new Mark(number);
        memories.forEach(memory -> memory.forget(changed));
      }
    }
    writes = now;
    // Last: who sees this time finds only pages that are new enough.
    asked = begun;
  }

  private long[] counts() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(ASK);
        ResultSet rows = select.executeQuery()) {
      long[] counts = new long[Mark.COUNT];
      int found = 0;
      while (rows.next()) {
        counts[rows.getInt(1)] = rows.getLong(2);
        found++;
      }
      if (found != Mark.COUNT) {
        // A mark without a row would never be seen to change.
        throw new SQLException("the table change_mark is not complete");
      }
      return counts;
    }
  }
}
