package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a server writes about itself into `postmaster.pid`.
///
/// @param pid the process that wrote the file; it may be gone
/// @param ready whether that process accepted connections when it wrote the last line
record ServerStatus(long pid, boolean ready) {
  static final String FILE = "postmaster.pid";

  /// Lines: process id, data directory, start time, port, socket directory, address, shared memory,
  /// status (PostgreSQL's `utils/pidfile.h`).
  private static final int STATUS_LINE = 7;

  /// The file's content, or empty where no server runs or it has not written all of it yet.
  static Optional<ServerStatus> read(Path files) throws IOException {
    try {
      List<String> lines = Files.readAllLines(files.resolve(FILE), StandardCharsets.UTF_8);
      if (lines.isEmpty() || !lines.getFirst().matches("\\d{1,10}")) {
        return Optional.empty();
      }
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready");
      return Optional.of(new ServerStatus(Long.parseLong(lines.getFirst()), ready));
    } catch (NoSuchFileException noServer) {
      return Optional.empty();
    }
  }
}
