package org.cloister.audit.merkle;

import java.util.List;

/// Verifies proofs by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2 (the same tree as RFC
/// 6962, with the verifier's side written out). Any input is answered, none throws.
public final class ProofCheck {
  private ProofCheck() {}

  /// Whether `proof` shows that the leaf with this hash is at `index` in the tree of `size` leaves
  /// with this root.
  public static boolean includes(long index, long size, Hash leaf, List<Hash> proof, Hash root) {
    if (index < 0 || size < 1 || index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    Hash r = leaf;
    for (Hash p : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = TreeHash.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        r = TreeHash.node(r, p);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && r.equals(root);
  }

  /// Whether `proof` shows that the tree of `newSize` begins with the tree of `oldSize`.
  ///
  /// From size 0 nothing can be proved and the answer is no, as in transparency-dev/merkle.
  public static boolean consistent(
      long oldSize, long newSize, Hash oldRoot, Hash newRoot, List<Hash> proof) {
    if (oldSize < 1 || newSize < oldSize) {
      return false;
    }
    if (oldSize == newSize) {
      return proof.isEmpty() && oldRoot.equals(newRoot);
    }
    if (proof.isEmpty()) {
      return false;
    }
    // "If first is an exact power of 2, then prepend first_hash to the consistency_path."
    boolean oldIsPerfect = Long.bitCount(oldSize) == 1;
    Hash start = oldIsPerfect ? oldRoot : proof.getFirst();
    long fn = oldSize - 1;
    long sn = newSize - 1;
    while ((fn & 1) == 1) {
      fn >>>= 1;
      sn >>>= 1;
    }
    Hash fr = start;
    Hash sr = start;
    for (Hash c : oldIsPerfect ? proof : proof.subList(1, proof.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = TreeHash.node(c, fr);
        sr = TreeHash.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = TreeHash.node(sr, c);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
  }
}
