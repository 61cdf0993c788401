package org.cloister.gateway;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a long piece of work end in order when the process is told to end (SIGINT, SIGTERM): its
/// thread is interrupted, and the process waits a while for it.
final class Interruption implements AutoCloseable {
  private static final long LONGEST_WAIT_SECONDS = 20;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "end of work");
  private volatile boolean isAsked;

  private Interruption() {}

  /// Until it is closed.
  static Interruption ofThisThread() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  boolean isAsked() {
    return isAsked;
  }

  private void end() {
    isAsked = true;
    worker.interrupt();
    try {
      var _ = ended.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!isAsked) {
      try {
        var _ = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the process is ending; the hook finds the work ended
      }
    }
  }
}
