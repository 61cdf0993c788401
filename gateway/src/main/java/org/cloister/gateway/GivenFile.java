package org.cloister.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.cloister.gateway.Options.UsageException;

/// A file that a command line names. Read up to a bound, whatever it is: the size that a pipe or a
/// device tells of itself is not the number of bytes that it gives.
final class GivenFile {
  private GivenFile() {}

  /// @param longest bytes that such a file can have
  static byte[] bytes(String name, int longest) throws UsageException {
    try (InputStream in = Files.newInputStream(path(name))) {
      byte[] bytes = in.readNBytes(longest + 1);
      if (bytes.length > longest) {
        throw new UsageException(name + " is longer than such a file can be");
      }
      return bytes;
    } catch (IOException unreadable) {
      throw new UsageException("cannot read " + name);
    }
  }

  /// Bytes that are not UTF-8 become U+FFFD, which no signed note has.
  static String text(String name, int longest) throws UsageException {
    return new String(bytes(name, longest), StandardCharsets.UTF_8);
  }

  static Path path(String name) throws UsageException {
    try {
      return Path.of(name);
    } catch (InvalidPathException noPath) {
      throw new UsageException("there can be no file of the name " + name);
    }
  }
}
