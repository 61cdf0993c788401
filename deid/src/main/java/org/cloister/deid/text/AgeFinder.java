package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds ages of 90 and more, which the law aggregates into one category. Younger ones stay.
final class AgeFinder {
  private final Tokens t;
  private final Findings findings;

  AgeFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (isOld(i) && isAge(i)) {
        findings.add(i, i, Label.AGE);
      } else if (t.is(i, Shape.CODE) && isOldInOneWord(i)) {
        findings.add(i, i, Label.AGE);
      } else if (isInWords(i)) {
        int last = t.is(i + 1, '-') && !t.says(i + 2, "year") ? i + 2 : i;
        findings.add(i, last, Label.AGE);
      }
    }
  }

  private boolean isAge(int i) {
    return isFollowedByYears(i) || isAnnounced(i) || isReached(i) || isOfDeath(i) || isSaidOf(i);
  }

  private boolean isOld(int i) {
    int age = t.number(i);
    boolean part = i > 0 && t.touchesNext(i - 1) && (t.is(i - 1, '.') || t.is(i - 1, '/'));
    return age >= 90 && age <= 125 && !part && findings.isFree(i);
  }

  private boolean isFollowedByYears(int i) {
    int next = t.is(i + 1, '-') || t.is(i + 1, '+') ? i + 2 : i + 1;
    boolean packs = t.says(next, "pack");
    boolean sex = t.says(next, "F") || t.says(next, "M");
    boolean slashed = t.says(next, "y") && t.is(next + 1, '/');
    return !packs && (t.is(next, Part.TIMEUNIT) || slashed || (sex && t.is(next, Shape.CAPITAL)));
  }

  private boolean isAnnounced(int i) {
    int cue = i - 1;
    while (t.is(cue, ':') || t.is(cue, '=') || t.says(cue, "of") || t.says(cue, "is")) {
      cue--;
    }
    return t.says(cue, "age")
        || t.says(cue, "aged")
        || t.says(cue, "turned")
        || t.says(cue, "edad");
  }

  /// `died at 101`, `lived to 98`, `until she was 96`: a verb of living or dying shortly before.
  private boolean isReached(int i) {
    boolean at =
        t.says(i - 1, "at")
            || t.says(i - 1, "to")
            || t.says(i - 1, "until")
            || t.says(i - 1, "was")
            || t.says(i - 1, "be");
    if (!at || isMeasured(i)) {
      return false;
    }
    for (int back = i - 2; back >= Math.max(0, i - 6) && !t.is(back, '.'); back--) {
      if (t.is(back, Part.LIFEWORD)) {
        return true;
      }
    }
    return false;
  }

  /// `d. 95`.
  private boolean isOfDeath(int i) {
    return t.is(i - 1, '.') && t.says(i - 2, "d") && !isMeasured(i);
  }

  /// `He was 96.`
  private boolean isSaidOf(int i) {
    boolean is = t.says(i - 1, "was") || t.says(i - 1, "is") || t.says(i - 1, "s");
    boolean someone = isPronoun(i - 2) || t.is(i - 2, Part.RELATION) || isPronoun(i - 1);
    boolean ends =
        !t.has(i + 1)
            || t.newLineBefore(i + 1)
            || t.is(i + 1, '.')
            || t.is(i + 1, ',')
            || t.is(i + 1, ';')
            || t.says(i + 1, "and")
            || t.says(i + 1, "when");
    return (is || isPronoun(i - 1)) && someone && ends && !isMeasured(i);
  }

  private boolean isPronoun(int i) {
    return t.says(i, "he")
        || t.says(i, "she")
        || t.says(i, "they")
        || t.says(i, "who")
        || t.says(i, "he's")
        || t.says(i, "she's");
  }

  private boolean isMeasured(int i) {
    boolean decimal = t.touchesNext(i) && t.touchesNext(i + 1) && t.is(i + 2, Shape.NUMBER);
    return t.is(i + 1, '%')
        || t.is(i + 1, '°')
        || t.is(i + 1, '/')
        || (t.is(i + 1, Part.UNITOFMEASURE) && !t.is(i + 1, Part.TIMEUNIT))
        || decimal;
  }

  /// `92yo`, `101F`, `in her 90s`.
  private boolean isOldInOneWord(int i) {
    int age = t.leadingNumber(i);
    if (age < 90 || age > 125 || !findings.isFree(i)) {
      return false;
    }
    String rest = t.folded(i).replaceFirst("^[0-9]+", "");
    if (rest.equals("th") || rest.equals("st") || rest.equals("nd") || rest.equals("rd")) {
      return t.says(i + 1, "birthday") || t.says(i + 1, "year");
    }
    boolean decade = rest.equals("s") && (t.is(i - 1, Shape.LOWER) && !t.says(i - 1, "to"));
    return (decade && isPossessive(i - 1))
        || rest.equals("yo")
        || rest.equals("y")
        || rest.equals("yr")
        || rest.equals("yrs")
        || rest.equals("yof")
        || rest.equals("yom")
        || (rest.equals("f") && t.length(i) <= 4 && isSexLetter(i))
        || (rest.equals("m") && t.length(i) <= 4 && isSexLetter(i));
  }

  private boolean isSexLetter(int i) {
    return Character.isUpperCase(t.text.charAt(t.end(i) - 1));
  }

  private boolean isPossessive(int i) {
    return t.says(i, "her")
        || t.says(i, "his")
        || t.says(i, "their")
        || t.says(i, "mid")
        || t.says(i, "the");
  }

  private boolean isInWords(int i) {
    if (t.says(i, "nonagenarian")
        || t.says(i, "centenarian")
        || t.says(i, "supercentenarian")
        || t.says(i, "nonagenarians")
        || t.says(i, "nineties")) {
      return true;
    }
    if (!t.says(i, "ninety") && !t.says(i, "hundred")) {
      return false;
    }
    int next = t.is(i + 1, '-') ? i + 2 : i + 1;
    return t.is(next, Part.TIMEUNIT)
        || t.is(next + 1, Part.TIMEUNIT)
        || (t.is(next + 1, '-') && t.is(next + 2, Part.TIMEUNIT))
        || t.says(i - 1, "aged");
  }
}
