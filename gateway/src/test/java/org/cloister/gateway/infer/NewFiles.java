package org.cloister.gateway.infer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files that somebody makes or writes to below a folder while this is open, also those that
/// are gone again at the end.
final class NewFiles implements AutoCloseable {
  private final WatchService watch;

  private NewFiles(WatchService watch) {
    this.watch = watch;
  }

  static NewFiles below(Path folder) throws IOException {
    NewFiles files = new NewFiles(folder.getFileSystem().newWatchService());
    try (Stream<Path> folders = Files.walk(folder)) {
      for (Path each : folders.filter(Files::isDirectory).toList()) {
        each.register(
            files.watch,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY);
      }
    }
    return files;
  }

  /// What happened so far.
  List<String> seen() {
    List<String> seen = new ArrayList<>();
    for (WatchKey key = watch.poll(); key != null; key = watch.poll()) {
      for (WatchEvent<?> event : key.pollEvents()) {
        seen.add(key.watchable() + "/" + event.context());
      }
      boolean _ = key.reset();
    }
    return seen;
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
