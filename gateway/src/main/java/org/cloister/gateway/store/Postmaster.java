package org.cloister.gateway.store;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One run of PostgreSQL's server process. It must be started by a thread that lives as long as the
/// server shall: the kernel ends the server when that thread ends.
final class Postmaster {
  private static final long ENDING_SECONDS = 60;

  private final Cluster cluster;
  private final Process process;
  private final long logStart;
  private final CompletableFuture<Process> end = new CompletableFuture<>();

  private Postmaster(Cluster cluster, Process process, long logStart) {
    this.cluster = cluster;
    this.process = process;
    this.logStart = logStart;
  }

  static Postmaster start(Cluster cluster, int port) throws IOException {
    Path log = cluster.log();
    long logStart = Files.exists(log) ? Files.size(log) : 0;
    // A file, not a pipe: a server that outlives us must not die of writing its log.
    Process process =
        Programs.builder(cluster.serverCommand(port))
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    Postmaster server = new Postmaster(cluster, process, logStart);
    Thread _ = Thread.ofPlatform().name("embedded-postgres-end").daemon().start(server::awaitEnd);
    return server;
  }

  /// Whether the server accepts connections now.
  boolean isReady() throws IOException {
    Optional<ServerStatus> status = ServerStatus.read(cluster.files());
    return status.isPresent() && status.get().ready() && status.get().pid() == process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /// Done when the server process has ended, for whatever reason.
  CompletableFuture<Process> end() {
    return end;
  }

  /// On a thread of its own: `Process.onExit` reports on the common pool, which on two cores is one
  /// thread, and whatever blocks that one must not keep a dead server from being noticed.
  private void awaitEnd() {
    boolean ended = false;
    while (!ended) {
      try {
        int _ = process.waitFor();
        ended = true;
      } catch (InterruptedException stray) {
        // Nobody has reason to interrupt this thread; it waits on.
      }
    }
    end.complete(process);
  }

  /// Ends the server in order, and if that takes more than a minute, by force.
  void stop() {
    if (!isRunning()) {
      return;
    }
    try {
      if (Programs.succeeds(cluster.stopCommand())
          && process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Nothing committed is lost: the next start recovers from the write-ahead log.
    var _ = process.destroyForcibly();
  }

  /// Whether the server ended because somebody else listens on its port.
  boolean foundPortTaken() throws IOException {
    return words().contains("Address already in use");
  }

  /// Why the server ended, as far as its log tells.
  StoreException failure() throws IOException {
    return Failure.of("server", words(), cluster.data());
  }

  private String words() throws IOException {
    byte[] log = Files.readAllBytes(cluster.log());
    int start = (int) Math.min(logStart, log.length);
    return new String(log, start, log.length - start, StandardCharsets.UTF_8);
  }
}
