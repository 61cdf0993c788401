package org.cloister.deid.text;

import java.util.Set;
import org.cloister.deid.text.Tokens.Shape;

/// Tells names of diseases, signs, scales and devices from the names of the persons they are named
/// after: `Bell's palsy` from `Mrs. Bell`.
final class Eponyms {
  private static final int LONGEST = 6;
  private static final Set<String> SCALES =
      Set.of(
          "score",
          "scale",
          "assessment",
          "index",
          "grade",
          "classification",
          "criteria",
          "stage",
          "inventory",
          "questionnaire",
          "test",
          "fracture",
          "syndrome",
          "disease",
          "sign",
          "maneuver",
          "procedure");

  private final Tokens t;
  private final NameWords words;

  Eponyms(Tokens tokens, NameWords words) {
    this.t = tokens;
    this.words = words;
  }

  boolean isEponym(int i) {
    if (isPhrase(i)) {
      return true;
    }
    boolean pair =
        (isJoint(i - 1) && t.is(i - 2, Part.EPONYM))
            || (isJoint(i + 1) && t.is(i + 2, Part.EPONYM));
    boolean slashed = pair && (t.is(i - 1, '/') || t.is(i + 1, '/'));
    return slashed || (t.is(i, Part.EPONYM) && (pair || !isPersonally(i)));
  }

  private boolean isJoint(int i) {
    return t.is(i, '-') || (t.is(i, '/') && t.touchesNext(i));
  }

  /// The names from `i` on end in a word such as `syndrome`: `Guillain-Barré syndrome`, `Hoehn and
  /// Yahr stage`.
  boolean isPhrase(int i) {
    if (isScale(i)) {
      return true;
    }
    int next = i + 1;
    while (next - i < LONGEST && !t.newLineBefore(Math.min(next, t.size() - 1)) && isWithin(next)) {
      next++;
    }
    if (!t.is(next, Part.DISEASE) || t.newLineBefore(next)) {
      return isWhollyJoined(i, next) && isGrade(next);
    }
    return t.is(i, Part.EPONYM) || t.is(next, Shape.LOWER) || isGrade(next + 1);
  }

  /// `Los Angeles grade`, `Montreal Cognitive Assessment`: capitalised words and what is measured.
  private boolean isScale(int i) {
    int next = i + 1;
    while (next - i < LONGEST - 1
        && (t.is(next, Shape.CAPITAL) || isGrade(next) || isLastBeforeScale(next))
        && !isScaleWord(next)) {
      next++;
    }
    return t.is(i, Shape.CAPITAL)
        && t.has(next)
        && isScaleWord(next)
        && !t.newLineBefore(next)
        && !t.is(i - 1, Part.TITLE)
        && !t.is(i - 2, Part.TITLE);
  }

  /// `hip` of `Harris hip score`.
  private boolean isLastBeforeScale(int i) {
    return t.is(i, Shape.LOWER) && t.is(i, Part.WORD) && isScaleWord(i + 1);
  }

  private boolean isScaleWord(int i) {
    return t.is(i, Part.DISEASE) && SCALES.contains(t.folded(i));
  }

  private boolean isWithin(int i) {
    boolean joint = t.is(i, '-') || t.is(i, '–') || t.is(i, '/');
    boolean and = t.says(i, "and") && t.isCapitalised(i + 1) && t.is(i + 2, Part.DISEASE);
    boolean name =
        t.isCapitalised(i)
            && !t.is(i, Part.DISEASE)
            && (t.is(i, Part.EPONYM) || t.isUnknown(i) || t.is(i - 1, '-') || t.says(i - 1, "and"));
    boolean owner = t.is(i, '\'') || t.is(i, '’');
    boolean numbered = t.is(i, Shape.UPPER) && isGrade(i) && t.is(i + 1, Part.DISEASE);
    return joint || and || name || owner || numbered;
  }

  private boolean isWhollyJoined(int i, int end) {
    return end - i == 3 && words.isHyphen(i + 1);
  }

  private boolean isGrade(int i) {
    return t.is(i, Shape.NUMBER)
        || t.says(i, "i")
        || t.says(i, "ii")
        || t.says(i, "iii")
        || t.says(i, "iv")
        || t.says(i, "type");
  }

  /// Written as of a person: with another name beside it.
  private boolean isPersonally(int i) {
    boolean before =
        i > 0 && t.is(i - 1, Shape.CAPITAL) && words.mayBeName(i - 1) && !t.is(i - 1, Part.EPONYM);
    boolean initial = t.is(i - 1, '.') && t.length(i - 2) == 1;
    boolean after =
        t.is(i + 1, Shape.CAPITAL) && words.mayBeName(i + 1) && !t.is(i + 1, Part.EPONYM);
    return before || initial || after || (t.is(i + 1, Part.VERB) && t.is(i, Part.NAME));
  }
}
