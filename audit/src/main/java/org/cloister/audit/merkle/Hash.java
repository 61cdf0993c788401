package org.cloister.audit.merkle;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// A SHA-256 digest: exactly 32 bytes, compared by value.
@Immutable
public final class Hash {
  /// Bytes in every hash.
  public static final int LENGTH = 32;

  @SuppressWarnings("Immutable") // a private copy that never leaves this class
  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies 32 bytes; another length is a bug of the caller.
  public static Hash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, got " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /// The hash in standard Base64 with padding (RFC 4648 section 4), as C2SP texts write it; empty
  /// for anything else, including a non-canonical spelling of the same bytes.
  public static Optional<Hash> parseBase64(String text) {
    return CanonicalBase64.decode(text).filter(b -> b.length == LENGTH).map(Hash::of);
  }

  /// Takes the array without a copy: for digests that were just made.
  static Hash ofFresh(byte[] bytes) {
    return new Hash(bytes);
  }

  /// A fresh copy of the 32 bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /// The bytes themselves, for hashing inside this package.
  byte[] raw() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
