package org.cloister.bench;

/// What a measurement must clear away, once: when it is closed, or before the process ends because
/// somebody interrupted it.
public final class CleanUp implements AutoCloseable {
  private final Runnable work;
  private final Thread whenKilled = new Thread(this::once, "bench-clean-up");
  private boolean done;

  private CleanUp(Runnable work) {
    this.work = work;
  }

  public static CleanUp by(Runnable work) {
    CleanUp cleanUp = new CleanUp(work);
    Runtime.getRuntime().addShutdownHook(cleanUp.whenKilled);
    return cleanUp;
  }

  @Override
  public void close() {
    once();
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(whenKilled);
    } catch (IllegalStateException ending) {
      // The hook runs already and finds nothing to do.
    }
  }

  private synchronized void once() {
    if (!done) {
      done = true;
      work.run();
    }
  }
}
