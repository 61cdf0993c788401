package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds names by their look and place alone: capitalised, while no ordinary, clinical or otherwise
/// known word.
final class NamesByLook {
  private static final int LONGEST = 5;

  private final Tokens t;
  private final Findings findings;
  private final NameWords words;
  private final Eponyms eponyms;

  NamesByLook(Tokens tokens, Findings findings, NameWords words, Eponyms eponyms) {
    this.t = tokens;
    this.findings = findings;
    this.words = words;
    this.eponyms = eponyms;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (findings.isFree(i) && isLastFirst(i)) {
        int last = Math.max(i + 2, new NameRun(t, words, i, true).last());
        findings.add(i, last, Label.NAME);
        i = last;
      } else if (findings.isFree(i) && isUpperPair(i)) {
        findings.add(i, ++i, Label.NAME);
      } else if (findings.isFree(i)
          && (t.isCapitalised(i) ? isName(i) : t.is(i, Shape.LOWER) && isSmallName(i))) {
        i = extended(i);
      }
    }
  }

  /// In small letters, and nothing but a name: `macgregor`, or what `f 62` follows on a new line.
  private boolean isSmallName(int i) {
    if (t.length(i) < 4 || words.isClinical(i) || t.is(i, Part.MONTH)) {
      return false;
    }
    boolean visits =
        t.newLineBefore(i)
            && (t.says(i + 1, "seen") || t.says(i + 1, "here") || t.says(i + 1, "presents"));
    if (t.is(i, Part.WORD)) {
      return visits && t.is(i, Part.NAME);
    }
    if (!t.isUnknown(i)) {
      return t.is(i, Part.NAME) && t.isOnly(i, Part.NAME) && !eponyms.isPhrase(i);
    }
    boolean aged =
        t.newLineBefore(i)
            && (t.says(i + 1, "f") || t.says(i + 1, "m"))
            && t.is(i + 2, Shape.NUMBER);
    return visits || aged;
  }

  private boolean isName(int i) {
    if (t.length(i) == 1) {
      return isInitialOfName(i);
    }
    if (words.isClinical(i)
        || words.isAbbreviation(i)
        || eponyms.isEponym(i)
        || words.isDrug(i)
        || isScore(i)
        || t.is(i, Part.STATE)
        || words.isMonth(i)
        || t.is(i, Part.WEEKDAY)) {
      return false;
    }
    if (t.is(i, Shape.UPPER)) {
      return isUpperName(i);
    }
    if (words.isUnordinary(i)) {
      return t.length(i) > 2 || t.is(i, Part.NAME) || isNeighbour(i - 1) || isNeighbour(i + 1);
    }
    if (!t.is(i, Part.NAME)) {
      return false;
    }
    boolean beside = isNeighbour(i + 1) && !t.newLineBefore(i + 1);
    boolean alone = !t.startsSentence(i) && !t.isCapitalised(i - 1) && !t.isCapitalised(i + 1);
    return beside || alone || (t.is(i + 1, Shape.LOWER) && words.isActing(i));
  }

  private boolean isScore(int i) {
    return words.isScored(i) && findings.isFree(i + 1) && !t.isCapitalised(i - 1);
  }

  private boolean isNeighbour(int i) {
    return words.mayBeName(i) && !eponyms.isEponym(i) && !words.isDrug(i);
  }

  private boolean isUpperName(int i) {
    boolean listed = t.is(i, Part.NAME) && !t.is(i, Part.WORD) && t.length(i) > 3;
    boolean strange = isStrange(i);
    boolean besideOne =
        words.mayBeName(i)
            && t.length(i) >= 3
            && (isListedUpper(i + 1)
                || isStrange(i + 1)
                || (t.is(i + 1, ',') && isListedUpper(i + 2)));
    return listed || strange || besideOne;
  }

  /// `WU, JUNE` or `Wu, June` at the start of a line, after a dash or a colon.
  private boolean isLastFirst(int i) {
    int next = i + 2;
    return (t.startsSentence(i) || t.is(i - 1, '"') || t.is(i - 1, '“'))
        && t.is(i + 1, ',')
        && t.isCapitalised(next)
        && !t.newLineBefore(next)
        && words.mayBeName(i)
        && words.mayBeName(next)
        && (words.isUnordinary(i) || words.isUnordinary(next))
        && !eponyms.isEponym(i)
        && !eponyms.isEponym(next);
  }

  private boolean isStrange(int i) {
    return t.is(i, Shape.UPPER) && t.isUnknown(i) && t.length(i) >= 6;
  }

  /// `CLAY POTTER IS`: ordinary words both, but names, and they do something.
  private boolean isUpperPair(int i) {
    return t.is(i, Shape.UPPER)
        && t.length(i) > 2
        && words.mayBeName(i)
        && t.is(i + 1, Shape.UPPER)
        && words.mayBeName(i + 1)
        && t.is(i + 2, Part.VERB)
        && t.length(i + 2) > 1;
  }

  private boolean isListedUpper(int i) {
    return t.is(i, Shape.UPPER)
        && t.length(i) > 2
        && t.is(i, Part.NAME)
        && !words.isClinical(i)
        && (!t.is(i, Part.WORD) || t.isUnknown(i - 1));
  }

  private boolean isInitialOfName(int i) {
    int next = i + 2;
    return words.isInitial(i)
        && t.is(next, Shape.CAPITAL)
        && !t.newLineBefore(next)
        && !t.is(next, Part.CLINICAL)
        && ((words.mayBeName(next) && !eponyms.isEponym(next))
            || (!t.startsSentence(i) && t.is(next, Part.NAME)));
  }

  /// Takes the name at `i` with what belongs to it on both sides; returns its last token.
  private int extended(int i) {
    int first = i;
    while (first > 0
        && i - first < 3
        && !t.newLineBefore(first)
        && isLink(first - 1)
        && findings.isFree(first - 1)) {
      first--;
    }
    int last = i;
    while (t.has(last + 1)
        && last - i < LONGEST
        && !t.newLineBefore(last + 1)
        && isLink(last + 1)
        && findings.isFree(last + 1)) {
      last++;
    }
    while (first < i && t.is(first, Shape.MARK)) {
      first++;
    }
    while (last > i
        && (t.is(last, '-')
            || t.is(last, '/')
            || words.isParticle(last)
            || (t.is(last, '.') && t.length(last - 1) > 1))) {
      last--;
    }
    findings.add(first, last, Label.NAME);
    return last;
  }

  private boolean isLink(int i) {
    if (t.is(i, '.')) {
      return (t.length(i - 1) == 1 && t.isCapitalised(i - 1))
          || (t.says(i - 1, "st") && t.is(i - 1, Shape.CAPITAL));
    }
    if (words.isHyphen(i)) {
      return t.isCapitalised(i - 1) && (t.isCapitalised(i + 1) || words.isSmallHalf(i + 1));
    }
    if (t.is(i, '/')) {
      return t.touchesNext(i)
          && t.touchesNext(i - 1)
          && words.mayBeName(i - 1)
          && words.mayBeName(i + 1);
    }
    if (t.says(i, "st") || t.says(i, "mt")) {
      return t.is(i, Shape.CAPITAL) && t.is(i + 1, '.');
    }
    if (t.says(i, "city") || t.says(i, "county")) {
      return t.is(i, Shape.CAPITAL);
    }
    if (words.isParticle(i)) {
      return t.isCapitalised(i + 1) || words.isParticle(i + 1);
    }
    if (words.isSmallHalf(i)) {
      return true;
    }
    if (t.length(i) == 1 && t.isCapitalised(i) && t.is(i + 1, '.')) {
      return words.isInitial(i);
    }
    boolean word =
        t.is(i, Shape.CAPITAL)
            && !words.isClinical(i)
            && !words.isAbbreviation(i)
            && !t.is(i, Part.TITLE)
            && !t.is(i, Part.FIELD)
            && !t.is(i, Part.MONTH)
            && !t.is(i, Part.CREDENTIAL);
    return word
        && (t.is(i, Part.NAME)
            || t.isUnknown(i)
            || (!t.startsSentence(i)
                && !t.is(i, Part.DISEASE)
                && !t.is(i, Part.GENERIC)
                && !t.is(i + 1, ':')));
  }
}
