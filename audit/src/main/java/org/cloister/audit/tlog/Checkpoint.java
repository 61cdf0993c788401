package org.cloister.audit.tlog;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cloister.audit.merkle.Hash;

/// What a log commits to: its name, how many entries it has, and their Merkle root
/// (c2sp.org/tlog-checkpoint).
///
/// @param origin the log's name, one line
/// @param size entries in the tree
/// @param root Merkle root of exactly these entries
@Immutable
public record Checkpoint(String origin, long size, Hash root) {
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

  public Checkpoint {
    if (origin.isEmpty() || origin.contains("\n") || size < 0) {
      throw new IllegalArgumentException("not a checkpoint: one line of origin, a size from 0");
    }
  }

  /// The checkpoint in a note's text; extension lines are allowed and ignored.
  public static Optional<Checkpoint> parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || lines[0].isEmpty() || !lines[lines.length - 1].isEmpty()) {
      return Optional.empty();
    }
    for (int i = 3; i < lines.length - 1; i++) {
      if (lines[i].isEmpty()) {
        return Optional.empty();
      }
    }
    return decimal(lines[1])
        .flatMap(
            size -> Hash.parseBase64(lines[2]).map(root -> new Checkpoint(lines[0], size, root)));
  }

  /// The three lines that are signed.
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }

  /// "ASCII decimal with no leading zeroes", at most 2^63 - 1 here.
  public static Optional<Long> decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
