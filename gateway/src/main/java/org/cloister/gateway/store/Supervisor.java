package org.cloister.gateway.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one PostgreSQL server running on one port until it is closed.
///
/// A single platform thread starts the server, waits for its end and starts it again; nobody else
/// touches the process. That thread also is what the server's life is tied to (see [Postmaster]):
/// when this process is killed, the thread is gone and the kernel ends the server.
///
/// After the server process died, its children may still be at work for a while. They are killed
/// before the next server starts: the shared memory they hold would make it refuse. A server that
/// cannot start (disk full) is tried again for as long as it takes, every two seconds at most.
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int PORTS_TRIED = 5;

  private final Cluster cluster;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final Thread thread;
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile int port;

  Supervisor(Cluster cluster) {
    this.cluster = cluster;
    this.thread = Thread.ofPlatform().name("embedded-postgres").daemon().unstarted(this::run);
  }

  /// Done when the server accepts connections for the first time; failed with a [StoreException] if
  /// it never does, after which nothing is running.
  CompletableFuture<Void> start() {
    thread.start();
    return ready;
  }

  int port() {
    return port;
  }

  int restarts() {
    return restarts.get();
  }

  /// Ends the server and the watch. Returns when both have ended.
  @Override
  public void close() {
    closing.complete(null);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Postmaster server;
    try {
      server = firstServer();
    } catch (StoreException | RuntimeException e) {
      ready.completeExceptionally(e);
      return;
    }
    ready.complete(null);
    watch(server);
  }

  private Postmaster firstServer() throws StoreException {
    try {
      for (int i = 1; ; i++) {
        port = Port.free();
        Postmaster server = Postmaster.start(cluster, port);
        if (becomesReady(server)) {
          return server;
        }
        // Between our look and the server's, somebody else may have taken the port.
        if (i == PORTS_TRIED || !server.foundPortTaken()) {
          throw server.failure();
        }
      }
    } catch (IOException e) {
      throw Failure.of("cannot start PostgreSQL", e);
    }
  }

  private void watch(Postmaster first) {
    Optional<Postmaster> server = Optional.of(first);
    while (server.isPresent()) {
      Object _ = CompletableFuture.anyOf(server.get().end(), closing).join();
      if (closing.isDone()) {
        server.get().stop();
        return;
      }
      restarts.incrementAndGet();
      LOG.warn("PostgreSQL has ended unexpectedly; starting it again on the same port");
      server = successor();
    }
  }

  /// The next server, ready; or empty if the store was closed before there was one.
  private Optional<Postmaster> successor() {
    String reported = "";
    Duration pause = SHORTEST_PAUSE;
    while (!closing.isDone()) {
      try {
        Postmaster server = restarted();
        LOG.info("PostgreSQL runs again");
        return Optional.of(server);
      } catch (StoreException e) {
        if (!closing.isDone() && !reported.equals(e.getMessage())) {
          LOG.error("PostgreSQL does not start, trying on: {}", e.getMessage());
          reported = e.getMessage();
        }
      }
      sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
    return Optional.empty();
  }

  private Postmaster restarted() throws StoreException {
    try {
      Remains.of(cluster.files()).kill();
      Postmaster server = Postmaster.start(cluster, port);
      if (becomesReady(server)) {
        return server;
      }
      throw server.failure();
    } catch (IOException e) {
      throw Failure.of("cannot start PostgreSQL", e);
    }
  }

  /// Waits until the server accepts connections, through crash recovery if it must. False if it
  /// ended instead, or was ended because the store was closed.
  private boolean becomesReady(Postmaster server) throws IOException {
    while (server.isRunning()) {
      if (server.isReady()) {
        return true;
      }
      if (closing.isDone()) {
        server.stop();
        return false;
      }
      sleep(POLL);
    }
    return false;
  }

  /// Sleeps, but wakes up when the store is closed.
  private void sleep(Duration pause) {
    try {
      closing.get(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException passed) {
      // The usual end of a pause.
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("closing never fails, and nobody interrupts this thread", e);
    }
  }
}
