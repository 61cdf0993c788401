package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// How far a name goes that a word before it announces.
final class NameRun {
  private static final int LONGEST = 7;

  private final Tokens t;
  private final NameWords words;
  private final int first;
  private final boolean any;
  private int last;
  private boolean commaSeen;

  /// @param any whether the first word counts even if it is an ordinary one
  NameRun(Tokens tokens, NameWords words, int first, boolean any) {
    this.t = tokens;
    this.words = words;
    this.first = first;
    this.any = any;
    this.last = first - 1;
  }

  /// The last token of the name; before `first` if there is none.
  int last() {
    for (int at = first; t.has(at) && at - first < LONGEST; at++) {
      if ((at > first && t.newLineBefore(at)) || !isPart(at)) {
        break;
      }
      last = at;
    }
    while (last > first && t.is(last, Shape.MARK) && !isStopOfInitial(last)) {
      last--;
    }
    return last;
  }

  private boolean isPart(int at) {
    if (isStopOfInitial(at) || isSmallPart(at)) {
      return true;
    }
    if (t.is(at, Shape.MARK)) {
      return (words.isHyphen(at) && last == at - 1) || isInnerComma(at) || isSaint(at);
    }
    return t.isCapitalised(at) && isPlausible(at, any || at > first) && !isEndOfShout(at);
  }

  private boolean isStopOfInitial(int at) {
    return t.is(at, '.') && t.length(at - 1) == 1;
  }

  private boolean isSaint(int at) {
    return t.is(at, '.') && t.says(at - 1, "st") && t.isCapitalised(at + 1);
  }

  /// A particle, the half of a double name, or a name that begins in small letters.
  private boolean isSmallPart(int at) {
    boolean particle =
        words.isParticle(at) && (t.isCapitalised(at + 1) || words.isParticle(at + 1));
    boolean begins =
        at == first
            && t.is(at, Shape.LOWER)
            && (t.is(at, Part.NAME) || (any && words.isUnordinary(at)));
    return particle || begins || (at > first && words.isSmallHalf(at));
  }

  /// The comma of `Novotny, Pavel`.
  private boolean isInnerComma(int at) {
    boolean inner =
        t.is(at, ',')
            && !commaSeen
            && !t.newLineBefore(at + 1)
            && (last == first || words.isHyphen(first + 1) || words.isParticle(first))
            && t.isCapitalised(at + 1)
            && t.is(at + 1, Shape.UPPER) == t.is(first, Shape.UPPER)
            && isPlausible(at + 1, true)
            && !isEndOfShout(at + 1)
            && !t.is(at + 1, Part.CREDENTIAL);
    commaSeen |= inner;
    return inner;
  }

  private boolean isPlausible(int i, boolean anyWord) {
    if (t.is(i, Part.CREDENTIAL)
        || (t.is(i, Part.IDCUE) && t.is(i, Shape.UPPER) && !t.is(i, Part.NAME))
        || (words.isMonth(i) && !t.is(i, Part.NAME))
        || (t.is(i, Part.DATEWORD) && t.is(i, Shape.UPPER) && !t.is(i, Part.NAME))
        || t.is(i + 1, ':')) {
      return false;
    }
    return anyWord ? !t.is(i, Part.CLINICAL) : words.mayBeName(i);
  }

  /// In a text that is all capitals, the first ordinary word after the name.
  private boolean isEndOfShout(int at) {
    return at > first
        && t.is(first, Shape.UPPER)
        && t.is(at, Shape.UPPER)
        && t.is(at, Part.WORD)
        && !t.is(at, Part.NAME);
  }
}
