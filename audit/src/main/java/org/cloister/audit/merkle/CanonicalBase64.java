package org.cloister.audit.merkle;

import java.util.Base64;
import java.util.Optional;

/// Base64 (RFC 4648 section 4) that has one spelling per value: padding required, unused bits zero.
///
/// The JDK's decoder also takes missing padding and non-zero unused bits; a signed text must not
/// have two spellings.
public final class CanonicalBase64 {
  private CanonicalBase64() {}

  /// The bytes, or empty when the text is not the one spelling of any.
  public static Optional<byte[]> decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Base64.getEncoder().encodeToString(bytes).equals(text)
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
