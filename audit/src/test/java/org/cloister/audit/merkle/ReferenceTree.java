package org.cloister.audit.merkle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// RFC 6962 section 2.1 written down as it stands there, over trees of any size: a few leaves are
/// chosen, all others are alike, so that their subtrees are computed once for each width.
///
/// Shares nothing with what it judges but the type of a hash.
public final class ReferenceTree {
  private static final byte[] FILLER = "filler".getBytes(StandardCharsets.UTF_8);

  private final NavigableMap<Long, byte[]> chosen = new TreeMap<>();
  private final Map<Long, Hash> fillers = new HashMap<>();

  /// Puts an entry at a place where there is a filler otherwise.
  public ReferenceTree with(long index, byte[] entry) {
    chosen.put(index, entry.clone());
    return this;
  }

  public byte[] entry(long index) {
    return chosen.getOrDefault(index, FILLER).clone();
  }

  /// `MTH(D[size])`.
  public Hash root(long size) {
    return root(0, size);
  }

  /// `MTH(D[begin:begin+n])`.
  public Hash root(long begin, long n) {
    if (n == 0) {
      return sha256(new byte[0], new byte[0], new byte[0]);
    }
    if (chosen.subMap(begin, begin + n).isEmpty()) {
      return filler(n);
    }
    if (n == 1) {
      return leaf(begin);
    }
    long k = split(n);
    return node(root(begin, k), root(begin + k, n - k));
  }

  public Hash leaf(long index) {
    return sha256(new byte[] {0}, entry(index), new byte[0]);
  }

  /// `PATH(m, D[n])`.
  public List<Hash> path(long m, long n) {
    return path(m, 0, n);
  }

  /// `PROOF(m, D[n])`.
  public List<Hash> proof(long m, long n) {
    return subproof(m, 0, n, true);
  }

  private List<Hash> path(long m, long begin, long n) {
    if (n == 1) {
      return List.of();
    }
    long k = split(n);
    return m < k
        ? joined(path(m, begin, k), root(begin + k, n - k))
        : joined(path(m - k, begin + k, n - k), root(begin, k));
  }

  private List<Hash> subproof(long m, long begin, long n, boolean isWhole) {
    if (m == n) {
      return isWhole ? List.of() : List.of(root(begin, n));
    }
    long k = split(n);
    return m <= k
        ? joined(subproof(m, begin, k, isWhole), root(begin + k, n - k))
        : joined(subproof(m - k, begin + k, n - k, false), root(begin, k));
  }

  private Hash filler(long n) {
    Hash known = fillers.get(n);
    if (known == null) {
      known =
          n == 1
              ? sha256(new byte[] {0}, FILLER, new byte[0])
              : node(filler(split(n)), filler(n - split(n)));
      fillers.put(n, known);
    }
    return known;
  }

  private static List<Hash> joined(List<Hash> path, Hash last) {
    List<Hash> all = new ArrayList<>(path);
    all.add(last);
    return all;
  }

  /// "The largest power of two smaller than n (i.e., k < n <= 2k)."
  private static long split(long n) {
    long k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static Hash node(Hash left, Hash right) {
    return sha256(new byte[] {1}, left.bytes(), right.bytes());
  }

  private static Hash sha256(byte[] first, byte[] second, byte[] third) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      digest.update(second);
      return Hash.of(digest.digest(third));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
