package org.cloister.gateway.freshness;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// What one register read, by key: never told after a write that it does not know, but for the time
/// that [ChangeMarks] states.
///
/// There is a page for each [Mark]. A change puts a new, empty page in the place of the old one,
/// and a reader writes only on the page that was there before it asked the database: if that page
/// was taken away meanwhile, what it writes is lost, as it must be.
///
/// @param <V> immutable
public final class Remembered<V> {
  /// Keys on one page: 32,000 in all.
  private static final int MOST_ON_A_PAGE = 32;

  private final ChangeMarks marks;
  private final AtomicReferenceArray<Map<String, V>> pages = new AtomicReferenceArray<>(Mark.COUNT);

  Remembered(ChangeMarks marks) {
    this.marks = marks;
    for (int number = 0; number < Mark.COUNT; number++) {
      pages.set(number, new ConcurrentHashMap<>());
    }
  }

  /// Reads from the database what is to be remembered; nothing else, and never null.
  @FunctionalInterface
  public interface Reading<V, X extends Exception> {
    V read() throws X;
  }

  /// What is remembered under this key, or else what is read now. "None" is remembered too.
  ///
  /// @param mark whose writes change it, always the same one for the same key
  /// @throws SQLException when it cannot be known whether it changed
  /// @throws X from the reading
  public <X extends Exception> V get(Mark mark, String key, Reading<V, X> reading)
      throws SQLException, X {
    marks.refresh();
    Map<String, V> page = pages.get(mark.number());
    V known = page.get(key);
    if (known != null) {
      return known;
    }
    // No lock is held while the database is asked: when it is away, only those wait who ask it.
    V read = reading.read();
    if (page.size() >= MOST_ON_A_PAGE) {
      page.clear();
    }
    page.put(key, read);
    return read;
  }

  /// To be called after a write by this process, also where it is not known whether it happened:
  /// then it counts in the next call. Nothing of it stays in memory.
  public void forget(Mark mark) {
    pages.set(mark.number(), new ConcurrentHashMap<>());
  }

  @Override
  public String toString() {
    return "Remembered[redacted]";
  }
}
