package org.cloister.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.TilePath;

/// Full tiles above the leaves, the latest used ones: such a tile never changes, is part of every
/// proof of its 65,536 records, and would be read as 256 rows each time. At most a megabyte,
/// whatever the log has. Safe for many threads.
final class FullTiles {
  private static final int MOST = 128;
  private static final int BYTES = TilePath.FULL_WIDTH * Hash.LENGTH;

  /// @param level 1 and up
  record Tile(int level, long index) {}

  private final Map<Tile, byte[]> tiles =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, byte[]> eldest) {
          return size() > MOST;
        }
      };

  Optional<List<Hash>> find(Tile tile) {
    byte[] bytes;
    synchronized (tiles) {
      bytes = tiles.get(tile);
    }
    if (bytes == null) {
      return Optional.empty();
    }
    List<Hash> hashes = new ArrayList<>(TilePath.FULL_WIDTH);
    for (int from = 0; from < BYTES; from += Hash.LENGTH) {
      hashes.add(Hash.of(Arrays.copyOfRange(bytes, from, from + Hash.LENGTH)));
    }
    return Optional.of(hashes);
  }

  /// Keeps it if it is full and above the leaves.
  void offer(Tile tile, List<Hash> hashes) {
    if (tile.level() > 0 && hashes.size() == TilePath.FULL_WIDTH) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES);
      hashes.forEach(hash -> bytes.writeBytes(hash.bytes()));
      synchronized (tiles) {
        tiles.put(tile, bytes.toByteArray());
      }
    }
  }
}
