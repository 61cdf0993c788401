package org.cloister.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.gateway.Options.UsageException;

/// Public keys as a command line gives them: `name+id+base64`, or the name of a file with one key
/// in a line.
final class VerifierKeys {
  private static final long LONGEST_FILE = 64 << 10;

  private VerifierKeys() {}

  /// @param option named when the value is no key
  /// @param given a key or a file
  /// @return at least one key
  static List<VerifierKey> read(String option, String given) throws UsageException {
    List<VerifierKey> keys = new ArrayList<>();
    for (String line : text(option, given).lines().toList()) {
      // What `cloister witness key` prints can be kept in a file as it is.
      String key = line.startsWith("key: ") ? line.substring("key: ".length()) : line;
      if (!key.isBlank()) {
        keys.add(
            VerifierKey.parse(key.strip())
                .orElseThrow(() ->
                    new UsageException(
                        "--" + option + " is no verifier key and no file with one")));
      }
    }
    if (keys.isEmpty()) {
      throw new UsageException("--" + option + " is a file without a key");
    }
    return keys;
  }

  private static String text(String option, String given) throws UsageException {
    try {
      Path file = Path.of(given);
      if (!Files.isRegularFile(file)) {
        return given;
      }
      if (Files.size(file) > LONGEST_FILE) {
        throw new UsageException("--" + option + " names a file that is too long for keys");
      }
      return Files.readString(file);
    } catch (InvalidPathException noFile) {
      return given;
    } catch (IOException unreadable) {
      throw new UsageException("--" + option + " names a file that cannot be read");
    }
  }
}
