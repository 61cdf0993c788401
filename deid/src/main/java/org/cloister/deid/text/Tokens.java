package org.cloister.deid.text;

import java.util.Arrays;

/// A text cut into words, numbers, codes and marks, with the parts that each word can play. Made in
/// one pass; what is recognised later is recognised on these.
final class Tokens {
  enum Shape {
    LOWER,
    CAPITAL,
    UPPER,
    NUMBER,
    CODE,
    MARK
  }

  final String text;
  private final Lexicon lexicon;
  private int[] starts;
  private int[] ends;
  private int[] parts;
  private Shape[] shapes;
  private int size;

  Tokens(String text, Lexicon lexicon) {
    this.text = text;
    this.lexicon = lexicon;
    int room = text.length() / 4 + 8;
    starts = new int[room];
    ends = new int[room];
    parts = new int[room];
    shapes = new Shape[room];
    cut();
  }

  private void cut() {
    for (int at = 0; at < text.length(); ) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '\u00a0') {
        at++;
      } else if (isWordCharacter(c)) {
        at = word(at);
      } else {
        add(at, at + 1, Shape.MARK, 0);
        at++;
      }
    }
  }

  private static boolean isWordCharacter(char c) {
    return c < 128
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        : Character.isLetterOrDigit(c) || Letters.isMark(c) || Character.isSurrogate(c);
  }

  private int word(int start) {
    int end = start;
    int digits = 0;
    int lower = 0;
    int upper = 0;
    for (; end < text.length(); end++) {
      char c = text.charAt(end);
      if (Letters.isDigit(c)) {
        digits++;
      } else if (c >= 'a' && c <= 'z') {
        lower++;
      } else if (c >= 'A' && c <= 'Z') {
        upper++;
      } else if (isWordCharacter(c)) {
        lower += Character.isUpperCase(c) ? 0 : 1;
        upper += Character.isUpperCase(c) ? 1 : 0;
      } else if (!isInnerApostrophe(end, digits)) {
        break;
      }
    }
    Shape shape = shape(start, end, digits, lower, upper);
    int known = digits == 0 || end - start <= 3 ? lexicon.parts(text, start, end) : 0;
    add(start, end, shape, known);
    return end;
  }

  private boolean isInnerApostrophe(int at, int digits) {
    return digits == 0
        && Letters.isApostrophe(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLetter(text.charAt(at + 1));
  }

  private Shape shape(int start, int end, int digits, int lower, int upper) {
    if (digits > 0) {
      return lower + upper == 0 ? Shape.NUMBER : Shape.CODE;
    }
    if (!Character.isUpperCase(text.charAt(start))) {
      return isElided(start, end) ? Shape.CAPITAL : Shape.LOWER;
    }
    boolean possessed = lower == 1 && Lexicon.bareEnd(text, start, end) < end;
    return (lower == 0 || possessed) && upper > 1 ? Shape.UPPER : Shape.CAPITAL;
  }

  /// `d'Alene`.
  private boolean isElided(int start, int end) {
    return end - start > 3
        && Letters.isApostrophe(text.charAt(start + 1))
        && Character.isUpperCase(text.charAt(start + 2));
  }

  private void add(int start, int end, Shape shape, int known) {
    if (size == starts.length) {
      int room = size * 2;
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
      parts = Arrays.copyOf(parts, room);
      shapes = Arrays.copyOf(shapes, room);
    }
    starts[size] = start;
    ends[size] = end;
    shapes[size] = shape;
    parts[size] = known;
    size++;
  }

  int size() {
    return size;
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  int length(int i) {
    return ends[i] - starts[i];
  }

  boolean has(int i) {
    return i >= 0 && i < size;
  }

  Shape shape(int i) {
    return shapes[i];
  }

  boolean is(int i, Shape shape) {
    return has(i) && shapes[i] == shape;
  }

  boolean is(int i, Part part) {
    return has(i) && (parts[i] & part.bit) != 0;
  }

  /// In the lists of this part and no other.
  boolean isOnly(int i, Part part) {
    return parts[i] == part.bit;
  }

  /// The mark `c`, and nothing else.
  boolean is(int i, char c) {
    return has(i) && shapes[i] == Shape.MARK && text.charAt(starts[i]) == c;
  }

  /// In none of the lists; a month of another language may be a name in this one.
  boolean isUnknown(int i) {
    return parts[i] == 0 || parts[i] == Part.MONTH.bit;
  }

  /// Begins with a capital, or is all capitals.
  boolean isCapitalised(int i) {
    return is(i, Shape.CAPITAL) || is(i, Shape.UPPER);
  }

  /// Nothing stands between this token and the next.
  boolean touchesNext(int i) {
    return has(i + 1) && ends[i] == starts[i + 1];
  }

  boolean newLineBefore(int i) {
    if (i == 0) {
      return true;
    }
    for (int at = ends[i - 1]; at < starts[i]; at++) {
      if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
        return true;
      }
    }
    return false;
  }

  /// Where a capital says nothing: at the start of a line, of a sentence, of a list item.
  boolean startsSentence(int i) {
    if (newLineBefore(i)) {
      return true;
    }
    char before = text.charAt(starts[i - 1]);
    boolean stop =
        shapes[i - 1] == Shape.MARK
            && ".!?:;•*#-–—|\"“(".indexOf(before) >= 0
            && !touchesNext(i - 1);
    return stop && !(before == '.' && is(i - 2, Part.TITLE));
  }

  /// The number that stands there; -1 when it is none or has more than nine digits.
  int number(int i) {
    if (!is(i, Shape.NUMBER) || length(i) > 9) {
      return -1;
    }
    return leadingNumber(i);
  }

  /// The digits that a token begins with, at most nine.
  int leadingNumber(int i) {
    int value = has(i) && Letters.isDigit(text.charAt(starts[i])) ? 0 : -1;
    for (int at = starts[i]; at < Math.min(ends[i], starts[i] + 9); at++) {
      char c = text.charAt(at);
      if (!Letters.isDigit(c)) {
        break;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /// This very word, in whatever case.
  boolean says(int i, String word) {
    return has(i)
        && length(i) == word.length()
        && text.regionMatches(true, starts[i], word, 0, word.length());
  }

  /// The letters of the token, folded.
  String folded(int i) {
    return Letters.folded(text.substring(starts[i], ends[i]));
  }
}
