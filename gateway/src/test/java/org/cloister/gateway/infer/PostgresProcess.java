package org.cloister.gateway.infer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The PostgreSQL that a gateway runs in its data directory, seen from outside: from
/// `postmaster.pid`, as an operator would.
final class PostgresProcess {
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  private final Path data;

  PostgresProcess(Path data) {
    this.data = data;
  }

  /// Kills the server at once (SIGKILL) and returns its process id.
  long kill() throws IOException {
    long pid = awaitReady(0, Duration.ofSeconds(10));
    boolean killed = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    if (!killed) {
      throw new IOException("process " + pid + " could not be killed");
    }
    return pid;
  }

  /// Waits until a server accepts connections that is not the one of this process id.
  ///
  /// @return the process id of the server
  long awaitReady(long otherThan, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      List<String> lines = status();
      if (lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready")) {
        long pid = Long.parseLong(lines.getFirst());
        if (pid != otherThan) {
          return pid;
        }
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

  /// The server's own log.
  Path log() {
    return data.resolve("postgres.log");
  }

  /// Connections of our own to the running server.
  DataSource connections() throws IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port().orElseThrow(() -> new IOException("no port yet"))});
    source.setDatabaseName("cloister");
    source.setUser("cloister");
    source.setPassword(Files.readString(data.resolve("postgres.password")).strip());
    return source;
  }

  private Optional<Integer> port() throws IOException {
    List<String> lines = status();
    return lines.size() > PORT_LINE
        ? Optional.of(Integer.valueOf(lines.get(PORT_LINE)))
        : Optional.empty();
  }
}
