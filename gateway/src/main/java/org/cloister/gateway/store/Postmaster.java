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
    return new Postmaster(cluster, process, logStart);
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
    return process.onExit();
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
