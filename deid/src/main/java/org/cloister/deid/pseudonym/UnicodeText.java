package org.cloister.deid.pseudonym;

import java.nio.charset.StandardCharsets;

/// Texts as bytes, without loss.
final class UnicodeText {
  private UnicodeText() {}

  /// @throws PseudonymException if the text holds a lone surrogate
  static byte[] utf8(String text) throws PseudonymException {
    requireWellFormed(text);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Encoding turns every lone surrogate into the same `?`: two patients could become one.
  static void requireWellFormed(String text) throws PseudonymException {
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new PseudonymException("an original is not well-formed Unicode");
      }
      at += Character.charCount(codePoint);
    }
  }
}
