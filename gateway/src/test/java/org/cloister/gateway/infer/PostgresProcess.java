package org.cloister.gateway.infer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The PostgreSQL that a gateway runs in its data directory, seen from outside: from
/// `postmaster.pid`, as an operator would.
final class PostgresProcess {
  private static final int STATUS_LINE = 7;

  private final Path data;

  PostgresProcess(Path data) {
    this.data = data;
  }

  /// Kills the server at once (SIGKILL) and returns its process id.
  long kill() throws IOException {
    long pid = awaitReady(Duration.ofSeconds(10));
    boolean killed = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    if (!killed) {
      throw new IOException("process " + pid + " could not be killed");
    }
    return pid;
  }

  /// The process id of a server that accepts connections.
  private long awaitReady(Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      List<String> lines = status();
      if (lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready")) {
        return Long.parseLong(lines.getFirst());
      }
      Pause.millis(2);
    }
    throw new IOException("PostgreSQL was not ready after " + atMost);
  }

  private List<String> status() throws IOException {
    try {
      return Files.readAllLines(data.resolve("postgres/postmaster.pid"), StandardCharsets.UTF_8);
    } catch (NoSuchFileException betweenTwoServers) {
      return List.of();
    }
  }
}
