package org.cloister.deid.text;

import java.util.Set;
import org.cloister.deid.text.Tokens.Shape;

/// What a word may be, for a reader who sees no more than the word and what stands beside it.
final class NameWords {
  private static final Set<String> PARTICLES =
      Set.of(
          "de", "la", "las", "los", "del", "della", "van", "der", "den", "von", "da", "di", "dos",
          "el", "al", "bin", "ibn", "ter", "ten", "le", "du", "zu", "af", "y");
  private static final Set<String> NO_INITIAL_AFTER =
      Set.of(
          "min",
          "mod",
          "max",
          "hepatitis",
          "vitamin",
          "influenza",
          "type",
          "group",
          "grade",
          "class",
          "stage",
          "factor",
          "protein",
          "child",
          "part",
          "appendix",
          "plan");

  private final Tokens t;

  NameWords(Tokens tokens) {
    this.t = tokens;
  }

  boolean isClinical(int i) {
    boolean unit =
        t.is(i, Part.UNITOFMEASURE)
            && t.length(i) < 3
            && !(t.is(i, Shape.CAPITAL) && t.is(i, Part.NAME));
    return unit || t.is(i, Part.CLINICAL);
  }

  boolean isMonth(int i) {
    return t.is(i, Part.MONTH) && !t.isUnknown(i);
  }

  boolean isParticle(int i) {
    return t.is(i, Shape.LOWER) && t.length(i) <= 5 && PARTICLES.contains(t.folded(i));
  }

  /// Could be a name.
  boolean mayBeName(int i) {
    return t.isCapitalised(i)
        && !t.is(i, Part.CLINICAL)
        && (t.is(i, Part.NAME) || (t.isUnknown(i) && t.length(i) > 1))
        && !t.is(i, Part.CREDENTIAL)
        && !isAbbreviation(i);
  }

  /// Hardly anything but a name: in the lists of names alone, or in none.
  boolean isUnordinary(int i) {
    return (t.is(i, Part.NAME) && !t.is(i, Part.WORD)) || t.isUnknown(i);
  }

  /// Capitals within, other than `McAllister` and `LaToya` have them: `QTc`, `RhoGAM`.
  boolean isAbbreviation(int i) {
    if (!t.is(i, Shape.CAPITAL) || t.is(i, Part.NAME)) {
      return false;
    }
    int from = t.start(i);
    for (int at = from + 1; at < t.end(i); at++) {
      if (Character.isUpperCase(t.text.charAt(at))) {
        boolean joined = at - from > 1 && Character.isLetter(t.text.charAt(at - 1));
        boolean goesOn = at + 2 < t.end(i) && Character.isLowerCase(t.text.charAt(at + 1));
        return !Letters.isApostrophe(t.text.charAt(at - 1)) && !(joined && goesOn);
      }
    }
    return false;
  }

  /// An unknown word with a dose after it.
  boolean isDrug(int i) {
    int number = t.is(i + 1, '(') ? i + 2 : i + 1;
    boolean dose =
        t.has(number)
            && t.leadingNumber(number) >= 0
            && (t.is(number + 1, Part.UNITOFMEASURE) || t.is(number, Shape.CODE));
    return dose && !t.newLineBefore(number);
  }

  /// `J.` before a name; not the letter of `hepatitis B`.
  boolean isInitial(int i) {
    return t.length(i) == 1
        && t.isCapitalised(i)
        && t.is(i + 1, '.')
        && t.touchesNext(i)
        && !(t.is(i - 1, Shape.LOWER) && NO_INITIAL_AFTER.contains(t.folded(i - 1)));
  }

  /// A hyphen between two words, as in `Hyun-woo`.
  boolean isHyphen(int i) {
    return t.is(i, '-') && i > 0 && t.touchesNext(i - 1) && t.touchesNext(i);
  }

  /// The small half of a name: `woo` of `Hyun-woo`.
  boolean isSmallHalf(int i) {
    return t.is(i, Shape.LOWER) && isHyphen(i - 1) && (t.is(i, Part.NAME) || t.isUnknown(i));
  }
}
