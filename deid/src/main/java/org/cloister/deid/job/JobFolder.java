package org.cloister.deid.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// Where a job writes: published files at the top, what is not finished in `.job`. Held by one
/// process at a time.
final class JobFolder implements AutoCloseable {
  static final String MANIFEST = "manifest.json";
  static final String SIGNATURE = "manifest.json.sig";

  private final Path top;
  private final Path work;
  private final FileChannel lockFile;

  private JobFolder(Path top, Path work, FileChannel lockFile) {
    this.top = top;
    this.work = work;
    this.lockFile = lockFile;
  }

  static JobFolder open(Path top) throws IOException, JobException {
    Path work = top.resolve(".job");
    Files.createDirectories(
        work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel channel =
        FileChannel.open(work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    // Held until the channel is closed or the process ends, however it ends.
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new JobException("another job writes to " + top);
    }
    return new JobFolder(top, work, channel);
  }

  Path published(String name) {
    return top.resolve(name);
  }

  Path part(String name) {
    return work.resolve(name + ".part");
  }

  Path journal(String name) {
    return work.resolve(name + ".journal");
  }

  /// Removes what earlier runs left for these outputs, finished or not.
  void restart(List<String> names, Disk disk) throws IOException {
    disk.delete(published(SIGNATURE));
    disk.delete(published(MANIFEST));
    for (String name : names) {
      disk.delete(published(name));
    }
    clear(disk);
  }

  /// Removes what only an unfinished job needs.
  void clear(Disk disk) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.filter(f -> !f.endsWith("lock")).toList()) {
        disk.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
