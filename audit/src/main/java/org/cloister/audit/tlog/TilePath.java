package org.cloister.audit.tlog;

/// Paths of tlog-tiles files, relative to the log's prefix: `tile/1/x001/234.p/17`,
/// `tile/entries/000`.
public final class TilePath {
  /// Hashes in a full tile, entries in a full bundle.
  public static final int FULL_WIDTH = 256;

  /// The signed checkpoint's path.
  public static final String CHECKPOINT = "checkpoint";

  private TilePath() {}

  /// The tile at this level and index with this many hashes.
  public static String tile(int level, long index, int width) {
    if (level < 0 || level > 7) {
      throw new IllegalArgumentException("tile levels are 0 to 7, got " + level);
    }
    return "tile/" + level + "/" + indexed(index, width);
  }

  /// The entry bundle that belongs to level-0 tile `index`.
  public static String entries(long index, int width) {
    return "tile/entries/" + indexed(index, width);
  }

  /// "encoded into 3-digit path elements. All but the last path element MUST begin with an x."
  private static String indexed(long index, int width) {
    if (index < 0 || width < 1 || width > FULL_WIDTH) {
      throw new IllegalArgumentException("no tile " + index + " of width " + width);
    }
    StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x%03d/".formatted(rest % 1000));
    }
    return width == FULL_WIDTH ? path.toString() : path + ".p/" + width;
  }
}
