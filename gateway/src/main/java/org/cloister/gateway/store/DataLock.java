package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The right to use one data directory. The kernel gives it back when the process dies, however it
/// dies, so a stale lock cannot exist.
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Makes the directory if needed and takes the lock.
  static DataLock take(Path data) throws StoreException {
    try {
      Files.createDirectories(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.getPosixFilePermissions(data).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new StoreException(
            "Every user of this machine can write to the data directory "
                + data
                + "; chmod it to 700.");
      }
      return lock(data);
    } catch (AccessDeniedException e) {
      throw new StoreException(
          "No permission to write to the data directory " + data + "; choose another with --data.",
          e);
    } catch (FileAlreadyExistsException e) {
      throw new StoreException(
          "The data directory " + data + " is a file; choose another with --data.", e);
    } catch (IOException e) {
      throw Failure.of("cannot use the data directory " + data, e);
    }
  }

  private static DataLock lock(Path data) throws IOException, StoreException {
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    FileChannel channel = FileChannel.open(data.resolve("postgres.lock"), options, ownerOnly);
    if (tryLock(channel) == null) {
      channel.close();
      throw new StoreException(
          "The data directory " + data + " is in use by another running Cloister; stop it first.");
    }
    return new DataLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /// Gives the right back.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel has dropped the lock with the descriptor, whatever else close reports.
    }
  }
}
