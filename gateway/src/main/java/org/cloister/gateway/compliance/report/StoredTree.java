package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.EntryBundle;

/// The tree of one checkpoint as its tiles give it, each read once: proofs of many records cost one
/// read of each tile that they touch, not some twenty reads each. Confined to one thread.
final class StoredTree implements ProofBuilder.Nodes<AuditException> {
  private static final int WIDTH = 256;
  private static final int TILE_HEIGHT = 8;

  private final AuditLog log;
  private final long size;
  private final Map<List<Long>, List<Hash>> tiles = new HashMap<>();
  private final Map<List<Long>, Hash> inner = new HashMap<>();
  private long bundleIndex = -1;
  private List<byte[]> bundle = List.of();

  StoredTree(AuditLog log, long size) {
    this.log = log;
    this.size = size;
  }

  List<Hash> inclusion(long index) throws AuditException {
    return new ProofBuilder<>(this).inclusion(index, size);
  }

  /// The leaf at this place; best asked for in ascending order.
  byte[] leaf(long index) throws AuditException {
    if (index / WIDTH != bundleIndex) {
      bundleIndex = index / WIDTH;
      int width = Math.toIntExact(Math.min(WIDTH, size - bundleIndex * WIDTH));
      bundle =
          log.entries(bundleIndex, width)
              .flatMap(EntryBundle::decode)
              .orElseThrow(StoredTree::damaged);
    }
    return bundle.get(Math.toIntExact(index % WIDTH));
  }

  @Override
  public Hash node(int height, long index) throws AuditException {
    int level = height / TILE_HEIGHT;
    int above = height % TILE_HEIGHT;
    return above == 0 ? tileHash(level, index) : inner(level, above, index);
  }

  private Hash inner(int level, int above, long index) throws AuditException {
    List<Long> place = List.of((long) level, (long) above, index);
    Hash known = inner.get(place);
    if (known != null) {
      return known;
    }
    int height = level * TILE_HEIGHT + above - 1;
    Hash made = TreeHash.node(node(height, 2 * index), node(height, 2 * index + 1));
    inner.put(place, made);
    return made;
  }

  private Hash tileHash(int level, long index) throws AuditException {
    long tile = index / WIDTH;
    List<Long> place = List.of((long) level, tile);
    List<Hash> hashes = tiles.get(place);
    if (hashes == null) {
      long there = size >>> (TILE_HEIGHT * level);
      int width = Math.toIntExact(Math.min(WIDTH, there - tile * WIDTH));
      byte[] bytes = log.tile(level, tile, width).orElseThrow(StoredTree::damaged);
      hashes = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        hashes.add(Hash.of(Arrays.copyOfRange(bytes, i * Hash.LENGTH, (i + 1) * Hash.LENGTH)));
      }
      tiles.put(place, hashes);
    }
    return hashes.get(Math.toIntExact(index % WIDTH));
  }

  private static AuditException damaged() {
    return new AuditException(
        AuditException.Kind.DAMAGED, "The log lacks what its checkpoint covers.");
  }
}
