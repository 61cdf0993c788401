package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cloister.audit.FullTiles.Tile;
import org.cloister.audit.merkle.CompactRange;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.TilePath;

/// The stored hashes of the tree, through one connection: level 0 from the entries, higher levels
/// from the nodes. Remembers the tiles it read, also those that can still grow, so it lives for one
/// proof.
final class TileReader implements ProofBuilder.Nodes<SQLException> {
  /// A tile of 256 hashes covers 8 levels of the tree.
  static final int HEIGHT = 8;

  private static final String LEAVES =
      "SELECT leaf_hash FROM log_entry WHERE index >= ? AND index < ? ORDER BY index";
  private static final String NODES =
      "SELECT hash FROM log_node WHERE level = ? AND index >= ? AND index < ? ORDER BY index";

  private final Connection connection;
  private final FullTiles full;
  private final Map<Tile, List<Hash>> read = new HashMap<>();

  /// @param full remembered from one proof to the next
  TileReader(Connection connection, FullTiles full) {
    this.connection = connection;
    this.full = full;
  }

  /// As many hashes of the tile as are stored, at most `width`.
  List<Hash> tile(int level, long index, int width) throws SQLException {
    long first = index * TilePath.FULL_WIDTH;
    try (PreparedStatement statement = connection.prepareStatement(level == 0 ? LEAVES : NODES)) {
      int parameter = 1;
      if (level > 0) {
        statement.setInt(parameter++, level);
      }
      statement.setLong(parameter++, first);
      statement.setLong(parameter, first + width);
      List<Hash> hashes = new ArrayList<>(width);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          hashes.add(Hash.of(row.getBytes(1)));
        }
      }
      return hashes;
    }
  }

  /// The root of a perfect subtree, from at most 128 hashes of one tile.
  @Override
  public Hash node(int height, long index) throws SQLException {
    int level = height / HEIGHT;
    int inTile = height % HEIGHT;
    long first = index << inTile;
    List<Hash> tile = remembered(new Tile(level, first / TilePath.FULL_WIDTH));
    int from = (int) (first % TilePath.FULL_WIDTH);
    int to = from + (1 << inTile);
    if (tile.size() < to) {
      throw new SQLException("a hash of the tree is missing", "XX001");
    }
    List<Hash> row = tile.subList(from, to);
    while (row.size() > 1) {
      List<Hash> below = row;
      row =
          IntStream.range(0, below.size() / 2)
              .mapToObj(i -> TreeHash.node(below.get(2 * i), below.get(2 * i + 1)))
              .toList();
    }
    return row.getFirst();
  }

  /// The right edge of the tree of this size.
  CompactRange edge(long size) throws SQLException {
    List<Hash> edge = new ArrayList<>();
    long begin = 0;
    for (int height = Long.SIZE - 2; height >= 0; height--) {
      if ((size >>> height & 1) == 1) {
        edge.add(node(height, begin >>> height));
        begin += 1L << height;
      }
    }
    return CompactRange.of(size, edge);
  }

  private List<Hash> remembered(Tile tile) throws SQLException {
    List<Hash> hashes = read.get(tile);
    if (hashes == null) {
      hashes = full.find(tile).orElse(null);
    }
    if (hashes == null) {
      hashes = tile(tile.level(), tile.index(), TilePath.FULL_WIDTH);
      full.offer(tile, hashes);
    }
    read.put(tile, hashes);
    return hashes;
  }
}
