package org.cloister.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.TilePath;

/// Full tiles above the leaves, the latest used ones: such a tile never changes, is part of every
/// proof of its 65,536 records, and would be read as 256 rows each time. About a megabyte, whatever
/// the log has. Safe for many threads.
final class FullTiles {
  private static final int MOST = 64;

  /// @param level 1 and up
  record Tile(int level, long index) {}

  private final Map<Tile, List<Hash>> tiles =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, List<Hash>> eldest) {
          return size() > MOST;
        }
      };

  synchronized Optional<List<Hash>> find(Tile tile) {
    return Optional.ofNullable(tiles.get(tile));
  }

  /// Keeps it if it is full and above the leaves.
  synchronized void offer(Tile tile, List<Hash> hashes) {
    if (tile.level() > 0 && hashes.size() == TilePath.FULL_WIDTH) {
      tiles.put(tile, List.copyOf(hashes));
    }
  }
}
