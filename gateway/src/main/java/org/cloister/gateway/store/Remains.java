package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PostgreSQL processes that work in one database cluster, found by their working directory: each
/// of them runs inside the cluster's folder and nowhere else. A process id in a file may belong to
/// somebody else by now; a working directory and a program do not lie.
final class Remains {
  private static final long ENDING_SECONDS = 20;

  private final Path files;

  private Remains(Path files) {
    this.files = files;
  }

  static Remains of(Path files) {
    return new Remains(files);
  }

  /// Ends the processes and removes their lock file. A server that still runs is asked to end in
  /// order; processes without their server, or one that does not listen, are killed. Both are safe:
  /// what was committed is in the write-ahead log.
  void end(List<String> stopCommand) throws StoreException {
    try {
      if (serverRuns()) {
        boolean _ = Programs.succeeds(stopCommand);
      }
      kill();
      Files.deleteIfExists(files.resolve(ServerStatus.FILE));
    } catch (IOException e) {
      throw Failure.of("cannot end an older PostgreSQL in " + files, e);
    }
  }

  /// Kills the processes and removes their lock file.
  void kill() throws IOException, StoreException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENDING_SECONDS);
    for (List<ProcessHandle> left = processes(); !left.isEmpty(); left = processes()) {
      if (System.nanoTime() > deadline) {
        throw new StoreException(
            "An older PostgreSQL still runs in " + files + " and cannot be ended; stop it first.");
      }
      left.forEach(ProcessHandle::destroyForcibly);
      pause();
    }
    Files.deleteIfExists(files.resolve(ServerStatus.FILE));
  }

  private boolean serverRuns() throws IOException {
    Optional<ServerStatus> status = ServerStatus.read(files);
    return status.isPresent()
        && processes().stream().anyMatch(process -> process.pid() == status.get().pid());
  }

  private List<ProcessHandle> processes() throws IOException {
    Path directory = files.toRealPath();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> worksIn(directory, process)).toList();
    }
  }

  private static boolean worksIn(Path directory, ProcessHandle process) {
    Path entry = Path.of("/proc", Long.toString(process.pid()));
    try {
      // A program that was replaced on disk is shown as "/path/postgres (deleted)".
      return Files.readSymbolicLink(entry.resolve("cwd")).equals(directory)
          && Files.readSymbolicLink(entry.resolve("exe"))
              .getFileName()
              .toString()
              .startsWith("postgres");
    } catch (IOException endedOrNotOurs) {
      return false;
    }
  }

  private static void pause() throws StoreException {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("ending an older PostgreSQL was interrupted", e);
    }
  }
}
