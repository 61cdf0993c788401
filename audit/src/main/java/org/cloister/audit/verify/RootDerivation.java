package org.cloister.audit.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.TilePath;

/// Derives the tiles and the root of a tree from its leaf hashes, in order, keeping one partial
/// tile for each level: at most 8 x 256 hashes for any log.
final class RootDerivation {
  /// A tile whose hashes are known now.
  record DerivedTile(int level, long index, List<Hash> hashes) {}

  private final List<List<Hash>> levels = new ArrayList<>();
  private final List<Long> fullTiles = new ArrayList<>();

  /// Adds the next leaf and answers with the tiles that it completed, lowest first.
  List<DerivedTile> add(Hash leaf) {
    List<DerivedTile> completed = new ArrayList<>();
    Hash hash = leaf;
    for (int level = 0; ; level++) {
      if (level == levels.size()) {
        levels.add(new ArrayList<>());
        fullTiles.add(0L);
      }
      List<Hash> tile = levels.get(level);
      tile.add(hash);
      if (tile.size() < TilePath.FULL_WIDTH) {
        return completed;
      }
      long index = fullTiles.get(level);
      completed.add(new DerivedTile(level, index, List.copyOf(tile)));
      fullTiles.set(level, index + 1);
      hash = treeHash(tile);
      tile.clear();
    }
  }

  /// The partial tiles that stand on the right.
  List<DerivedTile> partialTiles() {
    List<DerivedTile> partial = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      if (!levels.get(level).isEmpty()) {
        partial.add(new DerivedTile(level, fullTiles.get(level), List.copyOf(levels.get(level))));
      }
    }
    return partial;
  }

  /// The root of everything added. What is incomplete at one level is the last, shorter subtree of
  /// the level above; RFC 6962 splits there exactly as it splits a list with one more element.
  Hash root() {
    Optional<Hash> rest = Optional.empty();
    for (List<Hash> level : levels) {
      List<Hash> hashes = new ArrayList<>(level);
      rest.ifPresent(hashes::add);
      if (!hashes.isEmpty()) {
        rest = Optional.of(treeHash(hashes));
      }
    }
    return rest.orElse(TreeHash.EMPTY_ROOT);
  }

  /// `MTH` of RFC 6962 section 2.1 over subtree roots.
  private static Hash treeHash(List<Hash> hashes) {
    if (hashes.size() == 1) {
      return hashes.getFirst();
    }
    int split = Integer.highestOneBit(hashes.size() - 1);
    return TreeHash.node(
        treeHash(hashes.subList(0, split)), treeHash(hashes.subList(split, hashes.size())));
  }
}
