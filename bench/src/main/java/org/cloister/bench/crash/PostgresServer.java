package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The PostgreSQL that a gateway runs in its data directory, seen from outside: from
/// `postmaster.pid`, as an operator would.
final class PostgresServer {
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;
  private static final Duration POLL = Duration.ofMillis(2);

  private final Path data;

  PostgresServer(Path data) {
    this.data = data;
  }

  /// The process id of a server that accepts connections and is not this one.
  ///
  /// @param otherThan a process id, or 0
  /// @throws IOException when there is none in time
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
      Pause.of(POLL);
    }
    throw new IOException("PostgreSQL was not ready after " + atMost);
  }

  /// The server's first process and all that it has started.
  static List<Long> processes(long first) {
    List<Long> all = new ArrayList<>();
    all.add(first);
    ProcessHandle.of(first).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(child -> all.add(child.pid()));
    return all;
  }

  /// The server's own log.
  Path log() {
    return data.resolve("postgres.log");
  }

  /// Connections of our own to the running server.
  DataSource connections() throws IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setPortNumbers(new int[] {port()});
    source.setDatabaseName("cloister");
    source.setUser("cloister");
    source.setPassword(Files.readString(data.resolve("postgres.password")).strip());
    return source;
  }

  private int port() throws IOException {
    List<String> lines = status();
    if (lines.size() <= PORT_LINE) {
      throw new IOException("PostgreSQL does not run");
    }
    return Integer.parseInt(lines.get(PORT_LINE));
  }

  private List<String> status() throws IOException {
    try {
      return Files.readAllLines(data.resolve("postgres/postmaster.pid"), StandardCharsets.UTF_8);
    } catch (NoSuchFileException betweenTwoServers) {
      return List.of();
    }
  }
}
