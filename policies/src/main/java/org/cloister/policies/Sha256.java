package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest, as 64 lower-case hexadecimal digits.
@Immutable
public record Sha256(String hex) {
  private static final int DIGITS = 64;

  public Sha256 {
    if (!isDigest(hex)) {
      throw new IllegalArgumentException("not a SHA-256 digest in lower-case hexadecimal");
    }
  }

  /// A loop, because a regular expression here is 1 % of a whole inference.
  private static boolean isDigest(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  public static Sha256 of(byte[] content) {
    try {
      return new Sha256(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "sha256:" + hex;
  }
}
