package org.cloister.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/// Makes the proofs of RFC 6962 sections 2.1.1 and 2.1.2 from the nodes of a stored tree.
///
/// The recursion is the one in the RFC. Sizes and indexes out of range are a bug of the caller.
///
/// @param <E> what reading a node may throw
public final class ProofBuilder<E extends Exception> {
  /// Where the nodes of perfect subtrees come from.
  @FunctionalInterface
  public interface Nodes<E extends Exception> {
    /// The root of the perfect subtree of `2^height` leaves that starts at leaf `index * 2^height`.
    Hash node(int height, long index) throws E;
  }

  private final Nodes<E> nodes;

  public ProofBuilder(Nodes<E> nodes) {
    this.nodes = nodes;
  }

  /// `PATH(index, D[size])`: from the leaf's sibling up to the root's child.
  public List<Hash> inclusion(long index, long size) throws E {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
    }
    List<Hash> path = new ArrayList<>();
    path(index, 0, size, path);
    return List.copyOf(path);
  }

  /// `PROOF(oldSize, D[size])`; empty when the sizes are equal.
  public List<Hash> consistency(long oldSize, long size) throws E {
    if (oldSize < 1 || oldSize > size) {
      throw new IllegalArgumentException("no proof from size " + oldSize + " to " + size);
    }
    List<Hash> proof = new ArrayList<>();
    subproof(oldSize, 0, size, proof);
    return List.copyOf(proof);
  }

  /// `MTH(D[begin:end])`; `begin` is a multiple of the largest power of two in the range.
  public Hash root(long begin, long end) throws E {
    if (begin == end) {
      return TreeHash.EMPTY_ROOT;
    }
    long width = end - begin;
    if (Long.bitCount(width) == 1) {
      int height = Long.numberOfTrailingZeros(width);
      return nodes.node(height, begin >>> height);
    }
    long middle = begin + split(width);
    return TreeHash.node(root(begin, middle), root(middle, end));
  }

  private void path(long index, long begin, long end, List<Hash> into) throws E {
    if (end - begin == 1) {
      return;
    }
    long middle = begin + split(end - begin);
    if (index < middle) {
      path(index, begin, middle, into);
      into.add(root(middle, end));
    } else {
      path(index, middle, end, into);
      into.add(root(begin, middle));
    }
  }

  /// `SUBPROOF(m, D[n], b)`. The old tree starts at leaf 0, so `b` (the verifier already has this
  /// subtree's root) holds exactly where the range begins there.
  private void subproof(long oldSize, long begin, long end, List<Hash> into) throws E {
    if (oldSize == end) {
      if (begin != 0) {
        into.add(root(begin, end));
      }
      return;
    }
    long middle = begin + split(end - begin);
    if (oldSize <= middle) {
      subproof(oldSize, begin, middle, into);
      into.add(root(middle, end));
    } else {
      subproof(oldSize, middle, end, into);
      into.add(root(begin, middle));
    }
  }

  /// "The largest power of two smaller than n."
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
