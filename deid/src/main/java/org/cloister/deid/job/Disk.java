package org.cloister.deid.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The few ways in which a job changes the disk, so that a test can end it at each.
interface Disk {
  /// A file that only grows, and of which only what was forced is there after a crash.
  interface Growing extends AutoCloseable {
    void append(byte[] bytes) throws IOException;

    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Opens a file for its owner alone, made if missing, cut to `length`.
  ///
  /// @throws IOException if it is shorter
  Growing grow(Path file, long length) throws IOException;

  /// Gives `file` this content: after a crash it has the old or the new one, whole.
  void replace(Path file, byte[] content) throws IOException;

  /// Moves a file in one step, durably.
  void move(Path from, Path to) throws IOException;

  /// Deletes a file if it is there.
  void delete(Path file) throws IOException;

  /// The disk itself.
  static Disk local() {
    return new Disk() {
      @Override
      public Growing grow(Path file, long length) throws IOException {
        return new LocalFile(file, length);
      }

      @Override
      public void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (Growing growing = grow(fresh, 0)) {
          growing.append(content);
          growing.force();
        }
        move(fresh, file);
      }

      @Override
      public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder =
            FileChannel.open(to.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
          // A name is durable only once its folder is.
          folder.force(true);
        }
      }

      @Override
      public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
      }
    };
  }

  /// A file of the disk itself.
  final class LocalFile implements Growing {
    private final FileChannel channel;

    private LocalFile(Path file, long length) throws IOException {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      if (channel.size() < length) {
        channel.close();
        throw new IOException("what was written is no longer there");
      }
      channel.truncate(length);
      channel.position(length);
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
