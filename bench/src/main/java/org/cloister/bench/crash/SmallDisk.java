package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A file system of its own for the gateway's data, in a sparse file, which can be filled and
/// emptied at once: a second file takes all of the room without being written.
///
/// To mount it needs root (CAP_SYS_ADMIN); where that is missing, [#mount] says why.
final class SmallDisk implements AutoCloseable {
  private static final long BYTES = 24L << 30;
  private static final long SMALLEST_PIECE = 128 << 10;
  private static final int ATTEMPTS = 40;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

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
      // -m 0: no blocks are kept back for root. noinit_itable: the kernel would else write zeros
      // beside the measurement, for minutes.
      Commands.run(List.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()));
      Commands.run(
          List.of("mount", "-o", "loop,noinit_itable", image.toString(), folder.toString()));
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

  /// Unmounts, and leaves the image. Processes that still use it may take a moment to end; after
  /// that it is taken out of sight, and is gone with the last of them.
  @Override
  public void close() {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        Commands.run(List.of("umount", folder.toString()));
        return;
      } catch (IOException busy) {
        Pause.of(BETWEEN_ATTEMPTS);
      }
    }
    try {
      Commands.run(List.of("umount", "-l", folder.toString()));
    } catch (IOException stays) {
      throw new IllegalStateException("a file system is still mounted at " + folder, stays);
    }
  }
}
