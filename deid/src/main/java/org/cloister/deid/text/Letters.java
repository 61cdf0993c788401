package org.cloister.deid.text;

import java.text.Normalizer;

/// Letters without case and without marks, so that `MÜLLER`, `Müller` and `Muller` are one.
final class Letters {
  private static final char[] FOLDED = new char[0x250];

  static {
    for (char c = 0; c < FOLDED.length; c++) {
      String bare = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
      FOLDED[c] = Character.toLowerCase(bare.charAt(0));
    }
    FOLDED['ß'] = 's';
    FOLDED['ø'] = FOLDED['Ø'] = 'o';
    FOLDED['ł'] = FOLDED['Ł'] = 'l';
    FOLDED['đ'] = FOLDED['Đ'] = 'd';
  }

  private Letters() {}

  static char folded(char c) {
    return c < FOLDED.length ? FOLDED[c] : Character.toLowerCase(c);
  }

  static String folded(CharSequence text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!isMark(text.charAt(i))) {
        folded.append(folded(text.charAt(i)));
      }
    }
    return folded.toString();
  }

  /// An accent that stands as a character of its own, in decomposed text.
  static boolean isMark(char c) {
    return c >= '\u0300' && c < '\u0370';
  }

  static boolean isApostrophe(char c) {
    return c == '\'' || c == '’';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
