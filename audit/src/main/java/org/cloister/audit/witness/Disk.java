package org.cloister.audit.witness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The steps by which a file is replaced so that a crash between any two leaves the old content or
/// the new one, whole. Each may fail before or after it took effect; the laws of the witness are
/// tested against every such failure.
interface Disk {
  /// Writes the whole content into a new or emptied file.
  void write(Path file, byte[] content) throws IOException;

  /// Returns once the content and the length of the file would survive a power cut.
  void force(Path file) throws IOException;

  /// Gives the file another name, taking the place of one that has it, in one step.
  void replace(Path file, Path target) throws IOException;

  /// Returns once the names in this folder would survive a power cut.
  void forceFolder(Path folder) throws IOException;

  /// The disk of this machine.
  static Disk real() {
    return new Disk() {
      @Override
      public void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
          ByteBuffer rest = ByteBuffer.wrap(content);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        }
      }

      @Override
      public void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }

      @Override
      public void replace(Path file, Path target) throws IOException {
        var _ =
            Files.move(
                file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }

      @Override
      public void forceFolder(Path folder) throws IOException {
        // Linux lets a folder be opened for reading and flushed.
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    };
  }
}
