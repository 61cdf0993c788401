package org.cloister.audit.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The two hash functions of RFC 6962 section 2.1.
public final class TreeHash {
  private static final byte LEAF_PREFIX = 0x00;
  private static final byte NODE_PREFIX = 0x01;

  // Cloned for each hash, which is half the price of looking the algorithm up. Never updated
  // itself, so
  // that any thread may clone it.
  private static final MessageDigest SHA_256 = fresh();

  /// "The hash of an empty list is the hash of an empty string" (RFC 6962 section 2.1).
  public static final Hash EMPTY_ROOT = Hash.ofFresh(sha256().digest());

  private TreeHash() {}

  /// `SHA-256(0x00 || entry)`.
  public static Hash leaf(byte[] entry) {
    MessageDigest digest = sha256();
    digest.update(LEAF_PREFIX);
    return Hash.ofFresh(digest.digest(entry));
  }

  /// `SHA-256(0x01 || left || right)`.
  public static Hash node(Hash left, Hash right) {
    MessageDigest digest = sha256();
    digest.update(NODE_PREFIX);
    digest.update(left.raw());
    return Hash.ofFresh(digest.digest(right.raw()));
  }

  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's digests can be cloned", e);
    }
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
