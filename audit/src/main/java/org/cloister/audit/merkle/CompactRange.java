package org.cloister.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/// The right edge of a tree: the roots of the perfect subtrees that cover `[0, size)`, largest
/// first.
///
/// One hash per set bit of the size, so a tree of 2^40 leaves is kept in at most 40 hashes.
/// Appending a leaf merges equal-sized neighbours from the right, exactly as adding 1 carries
/// through trailing one bits. Not safe for concurrent use.
public final class CompactRange {
  /// Sees each node that can never change again, children before parents.
  @FunctionalInterface
  public interface NodeVisitor {
    /// @param height 0 for leaves; the node covers `2^height` leaves
    /// @param index counted from the left among the nodes of its height
    void completed(int height, long index, Hash hash);
  }

  private final List<Hash> edge;
  private long size;

  private CompactRange(long size, List<Hash> edge) {
    this.size = size;
    this.edge = edge;
  }

  public static CompactRange empty() {
    return new CompactRange(0, new ArrayList<>());
  }

  /// The range of a known size, its perfect subtree roots given largest first.
  public static CompactRange of(long size, List<Hash> edge) {
    if (size < 0 || Long.bitCount(size) != edge.size()) {
      throw new IllegalArgumentException(
          "size " + size + " does not have " + edge.size() + " subtrees");
    }
    return new CompactRange(size, new ArrayList<>(edge));
  }

  public CompactRange copy() {
    return new CompactRange(size, new ArrayList<>(edge));
  }

  /// Adds one leaf on the right and shows the visitor the leaf and every node it completed.
  public void append(Hash leaf, NodeVisitor visitor) {
    Hash hash = leaf;
    visitor.completed(0, size, hash);
    int height = 0;
    for (long carry = size; (carry & 1) == 1; carry >>>= 1) {
      hash = TreeHash.node(edge.removeLast(), hash);
      height++;
      visitor.completed(height, carry >>> 1, hash);
    }
    edge.add(hash);
    size++;
  }

  public long size() {
    return size;
  }

  /// The Merkle tree hash of everything appended.
  public Hash root() {
    if (edge.isEmpty()) {
      return TreeHash.EMPTY_ROOT;
    }
    Hash root = edge.getLast();
    for (int i = edge.size() - 2; i >= 0; i--) {
      root = TreeHash.node(edge.get(i), root);
    }
    return root;
  }
}
