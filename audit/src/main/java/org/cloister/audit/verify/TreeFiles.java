package org.cloister.audit.verify;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.TilePath;

/// The tiles and bundles of a log, each of the length that its width says. Safe for concurrent use.
///
/// Where a partial one is missing the full one of its place is taken instead: a log that has grown
/// since its checkpoint may have only that left (c2sp.org/tlog-tiles, "Partial tiles").
final class TreeFiles {
  private final TileSource source;

  TreeFiles(TileSource source) {
    this.source = source;
  }

  /// The first `width` entries of a bundle.
  ///
  /// @throws Found when they are missing, or the file is no bundle of its width
  List<byte[]> entries(long bundle, int width) throws Found, IOException {
    String path = TilePath.entries(bundle, width);
    Optional<byte[]> partial = source.read(path);
    if (partial.isPresent()) {
      return decoded(path, partial.get(), width);
    }
    String whole = TilePath.entries(bundle, TilePath.FULL_WIDTH);
    byte[] bytes =
        full(width, whole)
            .orElseThrow(
                () -> new Found(path, "Entries are missing that the checkpoint commits to."));
    return decoded(whole, bytes, TilePath.FULL_WIDTH).subList(0, width);
  }

  /// A tile with at least `width` hashes.
  ///
  /// @throws Found when it is missing or of another length
  byte[] tile(int level, long index, int width) throws Found, IOException {
    String path = TilePath.tile(level, index, width);
    Optional<byte[]> partial = source.read(path);
    if (partial.isPresent()) {
      return measured(path, partial.get(), width);
    }
    String whole = TilePath.tile(level, index, TilePath.FULL_WIDTH);
    byte[] bytes =
        full(width, whole).orElseThrow(() -> new Found(path, "A tile of the tree is missing."));
    return measured(whole, bytes, TilePath.FULL_WIDTH);
  }

  /// Whether this hash stands at this place of a tile.
  static boolean isAt(byte[] tile, int place, Hash hash) {
    return Arrays.equals(
        tile, place * Hash.LENGTH, (place + 1) * Hash.LENGTH, hash.bytes(), 0, Hash.LENGTH);
  }

  private Optional<byte[]> full(int missingWidth, String path) throws IOException {
    return missingWidth == TilePath.FULL_WIDTH ? Optional.empty() : source.read(path);
  }

  private static List<byte[]> decoded(String path, byte[] bytes, int width) throws Found {
    List<byte[]> entries =
        EntryBundle.decode(bytes)
            .orElseThrow(
                () -> new Found(path, "The file ends inside an entry, or has more than 256."));
    if (entries.size() != width) {
      throw new Found(
          path, "The file has %d entries instead of %d.".formatted(entries.size(), width));
    }
    return entries;
  }

  private static byte[] measured(String path, byte[] tile, int width) throws Found {
    if (tile.length != width * Hash.LENGTH) {
      throw new Found(path, "The tile has another number of hashes than its name says.");
    }
    return tile;
  }
}
