package org.cloister.audit.tlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of the files that a tlog-tiles log consists of, read from its path.
public sealed interface LogFile {
  /// The signed checkpoint.
  record SignedCheckpoint() implements LogFile {}

  /// A tile of `width` hashes.
  record Tile(int level, long index, int width) implements LogFile {}

  /// The entries of a level-0 tile.
  record Entries(long index, int width) implements LogFile {}

  /// The file at this path, relative to the log's prefix; empty for any other spelling, so that
  /// each file has one path.
  static Optional<LogFile> parse(String path) {
    if (path.equals(TilePath.CHECKPOINT)) {
      return Optional.of(new SignedCheckpoint());
    }
    Matcher matcher = Form.PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
    String partial = matcher.group(3);
    int width = partial == null ? TilePath.FULL_WIDTH : Integer.parseInt(partial);
    if (width > TilePath.FULL_WIDTH) {
      return Optional.empty();
    }
    boolean entries = matcher.group(1).equals("entries");
    LogFile file =
        entries
            ? new Entries(index, width)
            : new Tile(Integer.parseInt(matcher.group(1)), index, width);
    String spelled =
        switch (file) {
          case Entries(long i, int w) -> TilePath.entries(i, w);
          case Tile(int l, long i, int w) -> TilePath.tile(l, i, w);
          case SignedCheckpoint() -> TilePath.CHECKPOINT;
        };
    return spelled.equals(path) ? Optional.of(file) : Optional.empty();
  }

  /// Keeps the pattern out of the interface's public face.
  final class Form {
    // At most five groups: 10^15 tiles.
    private static final Pattern PATH =
        Pattern.compile(
            "tile/([0-7]|entries)/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    private Form() {}
  }
}
