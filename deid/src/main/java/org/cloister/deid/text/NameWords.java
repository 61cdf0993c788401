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
    if (t.is(i, Shape.UPPER)) {
      return t.says(i, "van") || t.says(i, "der") || t.says(i, "den") || t.says(i, "von");
    }
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

  /// Somebody's calling, told by how the word ends: `endoscopist`, `investigator`, `technician`.
  boolean isCalling(int i) {
    if (t.is(i, Shape.MARK) || !t.has(i) || t.length(i) < 7) {
      return false;
    }
    String word = t.folded(i);
    return (word.endsWith("ist") && !word.endsWith("list"))
        || word.endsWith("cian")
        || word.endsWith("ator")
        || word.endsWith("pher")
        || word.endsWith("visor");
  }

  /// Does something: a verb that we know or one in the past tense follows.
  boolean isActing(int i) {
    int next = i + 1;
    if (t.says(next, "will") || (t.says(next, "c") && !t.is(next + 1, '/'))) {
      return false;
    }
    return t.is(next, Part.VERB) || (t.length(i) > 1 && t.has(next) && isPast(next));
  }

  private boolean isPast(int i) {
    return t.length(i) > 4
        && (t.is(i, Shape.LOWER) || t.is(i, Shape.UPPER))
        && Letters.folded(t.text.charAt(t.end(i) - 1)) == 'd'
        && Letters.folded(t.text.charAt(t.end(i) - 2)) == 'e';
  }

  /// A number stands after it and then nothing: `Ballard 30.`, `Prague C2M4`.
  boolean isScored(int i) {
    int value = i + 1;
    if (!(t.is(value, Shape.NUMBER) || (t.is(value, Shape.CODE) && t.length(value) < 5))
        || t.newLineBefore(value)) {
      return false;
    }
    int end = t.is(value + 1, '/') || t.is(value + 1, '-') ? value + 3 : value + 1;
    return !t.has(end) || t.newLineBefore(end) || t.is(end, Shape.MARK);
  }

  /// `J.` before a name; not the letter of `hepatitis B`.
  boolean isInitial(int i) {
    return t.length(i) == 1
        && t.isCapitalised(i)
        && t.is(i + 1, '.')
        && t.touchesNext(i)
        && !t.is(i - 1, Shape.NUMBER)
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
