package org.cloister.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// What waits for the sequencer. Bounded by count; taken in batches of whatever is there.
final class Inbox {
  /// One take.
  ///
  /// @param submissions in the order of their arrival
  /// @param abandoned intents whose request ended without an outcome
  record Batch(List<Submission> submissions, List<RecordId> abandoned) {}

  /// What waits.
  ///
  /// @param oldestNanos when the first of them was appended, by `System.nanoTime`
  record Backlog(int records, OptionalLong oldestNanos) {}

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
  private final List<RecordId> abandoned = new ArrayList<>();
  private boolean accepting;
  private boolean closed;

  Inbox(int capacity) {
    this.capacity = capacity;
  }

  enum Answer {
    TAKEN,
    FULL,
    NOT_ACCEPTING
  }

  /// Queues it if there is room.
  Answer offer(Submission submission) {
    return enqueue(submission, capacity);
  }

  /// Queues it whatever the length: for outcomes, of which there is one for each admitted intent.
  /// Refusing one would turn work that was done into work that is not answered.
  Answer put(Submission submission) {
    return enqueue(submission, Integer.MAX_VALUE);
  }

  private Answer enqueue(Submission submission, int bound) {
    lock.lock();
    try {
      if (!accepting || closed) {
        return Answer.NOT_ACCEPTING;
      }
      if (waiting.size() >= bound) {
        return Answer.FULL;
      }
      waiting.add(submission);
      arrived.signal();
      return Answer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Taken at any time: one that comes while a new session already searched for open intents must
  /// not be lost.
  void abandon(RecordId intent) {
    lock.lock();
    try {
      abandoned.add(intent);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits up to `millis` for something, then takes what is there up to the caps; empty after the
  /// wait or once closed and drained.
  Batch take(int records, long bytes, long millis) {
    lock.lock();
    try {
      await(millis, () -> !waiting.isEmpty() || !abandoned.isEmpty() || closed);
      List<Submission> taken = new ArrayList<>();
      long weight = 0;
      for (Submission next = waiting.peek(); next != null; next = waiting.peek()) {
        weight += next.weight();
        if (taken.size() == records || (weight > bytes && !taken.isEmpty())) {
          break;
        }
        taken.add(waiting.remove());
      }
      Batch batch = new Batch(taken, List.copyOf(abandoned));
      abandoned.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// Takes appends from now on.
  void accept() {
    lock.lock();
    try {
      accepting = true;
    } finally {
      lock.unlock();
    }
  }

  /// Refuses appends from now on and gives back what waited. Intents abandoned so far are
  /// forgotten: the next session finds them in the store, and they are no longer live by then.
  List<Submission> refuse() {
    lock.lock();
    try {
      accepting = false;
      abandoned.clear();
      List<Submission> refused = List.copyOf(waiting);
      waiting.clear();
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more; what waits is still handed out.
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sleeps, but not past a close.
  void pause(long millis) {
    lock.lock();
    try {
      await(millis, () -> closed);
    } finally {
      lock.unlock();
    }
  }

  /// The sequencer stops by `close`, not by an interrupt: one that strays here closes the log.
  private void await(long millis, BooleanSupplier done) {
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!done.getAsBoolean() && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
    } catch (InterruptedException stray) {
      closed = true;
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  Backlog backlog() {
    lock.lock();
    try {
      Submission oldest = waiting.peek();
      return new Backlog(
          waiting.size(),
          oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.appendedNanos()));
    } finally {
      lock.unlock();
    }
  }
}
