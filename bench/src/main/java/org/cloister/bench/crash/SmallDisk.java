package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A file system of its own for the gateway's data, in a sparse file, which can be filled and
/// emptied at once: a second file takes all of the room without being written.
///
/// To mount it needs root (CAP_SYS_ADMIN); where that is missing, [#mount] says why.
final class SmallDisk implements AutoCloseable {
  private static final long BYTES = 24L << 30;
  private static final long SMALLEST_PIECE = 128 << 10;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /// What became of the attempt.
  sealed interface Mounted {}

  record Ready(SmallDisk disk) implements Mounted {}

  /// @param reason one line of the system's own words
  record Impossible(String reason) implements Mounted {}

  /// @param home where the image is kept
  /// @param folder an empty folder, over which it is mounted
  static Mounted mount(Path home, Path folder) throws IOException {
    Path image = home.resolve("disk.img");
    SmallDisk disk = new SmallDisk(folder);
    try {
      Commands.run(List.of("truncate", "-s", Long.toString(BYTES), image.toString()));
      // -m 0: no blocks are kept back for root.
      Commands.run(List.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()));
      Commands.run(List.of("mount", "-o", "loop", image.toString(), folder.toString()));
      Files.delete(folder.resolve("lost+found"));
      return new Ready(disk);
    } catch (IOException notHere) {
      Files.deleteIfExists(image);
      return new Impossible(String.valueOf(notHere.getMessage()));
    }
  }

  /// Takes all room but so many bytes. How much there is to take is found by trying: a file system
  /// keeps some for itself.
  void fill(long except) throws IOException {
    long taken = 0;
    for (long piece = Files.getFileStore(folder).getUsableSpace();
        piece > SMALLEST_PIECE;
        piece /= 2) {
      try {
        Commands.run(List.of("fallocate", "-o", "" + taken, "-l", "" + piece, ballast()));
        taken += piece;
      } catch (IOException noRoom) {
        // Half of it may fit.
      }
    }
    Commands.run(List.of("truncate", "-s", "" + Math.max(0, taken - except), ballast()));
  }

  void empty() throws IOException {
    Files.deleteIfExists(Path.of(ballast()));
  }

  private String ballast() {
    return folder.resolve("ballast").toString();
  }

  /// Unmounts, and leaves the image. The processes that used it may take a moment to end.
  @Override
  public void close() {
    Optional<IOException> failure = Optional.empty();
    for (int i = 0; i < 20; i++) {
      try {
        Commands.run(List.of("umount", folder.toString()));
        return;
      } catch (IOException busy) {
        failure = Optional.of(busy);
        Pause.of(Duration.ofMillis(250));
      }
    }
    throw new IllegalStateException("a file system is still mounted at " + folder, failure.get());
  }
}
