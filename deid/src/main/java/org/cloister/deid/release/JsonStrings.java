package org.cloister.deid.release;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The strings of JSON (RFC 8259, section 7) as strict UTF-8 (RFC 3629, section 4).
final class JsonStrings {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private JsonStrings() {}

  /// The first byte from `at` on that is no plain character of a string: a quotation mark, a
  /// backslash, a control, part of a character beyond ASCII, or `end`.
  static int skipPlain(byte[] bytes, int at, int end) {
    int i = at;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long stops =
          (zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | (word - SPACES) | word) & HIGHS;
      if (stops != 0) {
        // Borrows can mark a byte after the first true stop, never one before it.
        return i + (Long.numberOfTrailingZeros(stops) >> 3);
      }
    }
    while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    return i;
  }

  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }

  /// The byte after the escape at `at`. A surrogate stands in a pair or not at all: RFC 8259,
  /// section 8.2, calls the behaviour of software on a lone one unpredictable.
  static int skipEscape(byte[] bytes, int at, int end) {
    if (at + 1 >= end) {
      throw new MalformedJson(at, "a string has no end");
    }
    return switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> skipUnit(bytes, at, end);
      default -> throw new MalformedJson(at, "an escape is unknown");
    };
  }

  private static int skipUnit(byte[] bytes, int at, int end) {
    int unit = unit(bytes, at, end);
    if (unit == 0) {
      throw new MalformedJson(at, "a string holds NUL");
    }
    if (!Character.isSurrogate((char) unit)) {
      return at + 6;
    }
    boolean pairs =
        Character.isHighSurrogate((char) unit)
            && at + 7 < end
            && bytes[at + 6] == '\\'
            && bytes[at + 7] == 'u'
            && Character.isLowSurrogate((char) unit(bytes, at + 6, end));
    if (!pairs) {
      throw new MalformedJson(at, "a surrogate stands alone");
    }
    return at + 12;
  }

  private static int unit(byte[] bytes, int at, int end) {
    if (at + 6 > end) {
      throw new MalformedJson(at, "a string has no end");
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw new MalformedJson(at, "an escape has no four hexadecimal digits");
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /// The byte after the character beyond ASCII at `at`.
  static int skipCharacter(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > end) {
      throw new MalformedJson(at, "this is not UTF-8");
    }
    int second = bytes[at + 1] & 0xFF;
    // Overlong forms, surrogates and code points beyond U+10FFFF: the table of RFC 3629, section 4.
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      throw new MalformedJson(at, "this is not UTF-8");
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        throw new MalformedJson(at, "this is not UTF-8");
      }
    }
    return at + length;
  }

  /// @param raw a string that was read, as it stands between its quotation marks
  static String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = raw.charAt(i++);
      switch (escaped) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw, i, i + 4, 16));
          i += 4;
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }
}
