package org.cloister.audit.tlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tile or entry bundle a tlog-tiles path names; the reverse of [TilePath].
///
/// @param content hashes of a level, or the entries below level 0
/// @param level 0 to 7; 0 for entries
/// @param width hashes or entries asked for, 1 to [TilePath#FULL_WIDTH]
public record TileAddress(Content content, int level, long index, int width) {
  private static final Pattern FORM =
      Pattern.compile(
          "tile/(entries|[0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  public enum Content {
    HASHES,
    ENTRIES
  }

  /// The address, or empty for a path that tlog-tiles does not have: it has one spelling for each.
  public static Optional<TileAddress> parse(String path) {
    Matcher matcher = FORM.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean entries = matcher.group(1).equals("entries");
    long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
    int width = matcher.group(3) == null ? TilePath.FULL_WIDTH : Integer.parseInt(matcher.group(3));
    if (width > TilePath.FULL_WIDTH) {
      return Optional.empty();
    }
    TileAddress address =
        new TileAddress(
            entries ? Content.ENTRIES : Content.HASHES,
            entries ? 0 : Integer.parseInt(matcher.group(1)),
            index,
            width);
    return address.path().equals(path) ? Optional.of(address) : Optional.empty();
  }

  public String path() {
    return switch (content) {
      case HASHES -> TilePath.tile(level, index, width);
      case ENTRIES -> TilePath.entries(index, width);
    };
  }
}
