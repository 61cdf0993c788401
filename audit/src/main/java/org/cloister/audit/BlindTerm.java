package org.cloister.audit;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;

/// 16 bytes of a keyed hash under which records can be found again, for example of a token's id.
/// Means nothing to the log, stands outside the leaf and is deleted with the record's other terms.
/// `toString` is redacted.
@Immutable
public final class BlindTerm {
  /// Bytes in every term.
  public static final int LENGTH = 16;

  @SuppressWarnings("Immutable") // a private copy that never leaves this class
  private final byte[] bytes;

  private BlindTerm(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies 16 bytes; another length is a bug of the caller.
  public static BlindTerm of(byte[] sixteen) {
    if (sixteen.length != LENGTH) {
      throw new IllegalArgumentException("a blind term has 16 bytes, got " + sixteen.length);
    }
    return new BlindTerm(sixteen.clone());
  }

  /// A fresh copy of the 16 bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlindTerm term && Arrays.equals(bytes, term.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "BlindTerm[redacted]";
  }
}
