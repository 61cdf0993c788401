package org.cloister.gateway.compliance.erasure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Keeps erasures and whoever copies from records into other tables apart: what such a job read
/// before an erasure it must not write after it, or the person would be back in part, and under a
/// new key, without anyone's deciding so. Jobs share it, an erasure has it alone.
public final class ErasureLock {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /// Held; to be closed by the thread that took it.
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /// For a job, from before it reads to after it has written. Waits while an erasure has it.
  public Held shared() {
    lock.readLock().lock();
    return lock.readLock()::unlock;
  }

  /// For an erasure.
  ///
  /// @return false when the jobs that run have not ended in this time
  boolean takeAlone(Duration longest) {
    try {
      return lock.writeLock().tryLock(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void giveBack() {
    lock.writeLock().unlock();
  }
}
