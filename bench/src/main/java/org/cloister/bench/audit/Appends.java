package org.cloister.bench.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Receipt;

/// The ways in which records are put into the log here. Numbers of calls go on from one to the
/// next, so that no call is made twice.
final class Appends {
  /// As many as `bench infer` has callers.
  private static final int CALLERS = 64;

  private static final int IN_FLIGHT = 1024;
  private static final long HIGHEST_MICROS = 60_000_000;
  private static final int DIGITS = 3;

  /// A record that has not ended by then is lost.
  private static final int LONGEST_WAIT_SECONDS = 60;

  private final AuditLog log;
  private final Hospital hospital;
  private final AtomicLong calls = new AtomicLong();

  Appends(AuditLog log, Hospital hospital) {
    this.log = log;
    this.hospital = hospital;
  }

  /// Calls made so far.
  long calls() {
    return calls.get();
  }

  /// Callers who each wait for the receipt of one call before they make the next.
  ///
  /// @return durable, included, signed records in a second
  double closedLoop(int seconds) throws IOException, InterruptedException {
    long first = log.health().size();
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            threads.submit(() -> {
              while (System.nanoTime() < end) {
                Receipt _ = hospital.call(log, calls.getAndIncrement()).get();
              }
              return null;
            }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a record failed", e.getCause());
    }
    return (log.health().size() - first) * 1e9 / (System.nanoTime() - began);
  }

  /// Calls until the log has this many records, a thousand in flight.
  ///
  /// @param at told the size after every call of a ten-thousandth
  void fillTo(long records, LongConsumer at) throws IOException, InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long step = Math.max(1, records / 10_000);
    while (log.health().size() < records && failure.get() == null) {
      room.acquire();
      long number = calls.getAndIncrement();
      CompletableFuture<Receipt> _ =
          hospital
              .call(log, number)
              .whenComplete((_, failed) -> {
                if (failed != null) {
                  failure.set(failed);
                }
                room.release();
              });
      if (number % step == 0) {
        at.accept(log.health().size());
      }
    }
    room.acquire(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IOException("a record failed", failure.get());
    }
  }

  /// What an open loop found.
  ///
  /// @param micros from the moment at which a record was due to its receipt
  /// @param failed records that were refused or lost
  record Latency(Histogram micros, long failed) {}

  /// Records that become due at a fixed rate, whether or not the log keeps up, each sealed and
  /// appended by a thread of its own as in the gateway: one that waits counts from when it was due,
  /// so no delay is left out ("coordinated omission").
  Latency openLoop(int perSecond, int seconds) throws InterruptedException {
    return openLoopUntil(perSecond, new CompletableFuture<>(), seconds);
  }

  /// The same, until something else is done or the time is up.
  Latency openLoopUntil(int perSecond, CompletableFuture<?> ended, int mostSeconds)
      throws InterruptedException {
    ConcurrentHistogram micros = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    AtomicLong failed = new AtomicLong();
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    Semaphore done = new Semaphore(0);
    long began = System.nanoTime();
    int made = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (; made < perSecond * mostSeconds && !ended.isDone(); made++) {
        long due = began + made * interval;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        threads.execute(() -> {
          CompletableFuture<Receipt> _ =
              hospital
                  .record(log, calls.getAndIncrement())
                  .whenComplete((_, failure) -> {
                    if (failure == null) {
                      micros.recordValue(
                          Math.min(HIGHEST_MICROS, (System.nanoTime() - due) / 1000));
                    } else {
                      failed.incrementAndGet();
                    }
                    done.release();
                  });
        });
      }
    }
    if (!done.tryAcquire(made, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      long _ = failed.addAndGet(made - done.availablePermits());
    }
    return new Latency(micros.copy(), failed.get());
  }
}
