package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds names of persons: by the words about them, and by being capitalised while no ordinary,
/// clinical or otherwise known word.
final class NameFinder {
  private static final int LONGEST = 5;

  private final Tokens t;
  private final Findings findings;

  NameFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (t.is(i, Part.TITLE)) {
        afterTitle(i);
      } else if (t.is(i, ':') || t.says(i, "by")) {
        afterField(i);
      } else if (t.is(i, Part.CREDENTIAL)) {
        beforeCredential(i);
      }
      if (t.is(i, Part.RELATION) || t.is(i, Part.AGENT)) {
        afterRelation(i);
      }
    }
    for (int i = 0; i < t.size(); i++) {
      if (findings.isFree(i) && t.isCapitalised(i) && isName(i)) {
        i = extended(i);
      }
    }
  }

  private void afterTitle(int i) {
    int first = t.is(i + 1, '.') ? i + 2 : i + 1;
    boolean title = t.is(i, Shape.CAPITAL) || t.is(i, Shape.UPPER) || t.says(i, "dr");
    if (title && t.has(first) && !t.newLineBefore(first)) {
      run(first, true);
    }
  }

  /// `Patient: Novotny, Pavel`.
  private void afterField(int mark) {
    boolean by = !t.is(mark, ':');
    boolean field = by ? t.is(mark - 1, Part.FIELD) : isField(mark - 1);
    if (!field || !t.has(mark + 1) || t.newLineBefore(mark + 1)) {
      return;
    }
    int first = mark + 1;
    if (t.is(first, Part.TITLE)) {
      return;
    }
    boolean comma = t.isCapitalised(first) && t.is(first + 1, ',') && t.isCapitalised(first + 2);
    boolean pair =
        t.isCapitalised(first) && t.isCapitalised(first + 1) && !t.newLineBefore(first + 1);
    if (by || comma || pair || mayBeName(first)) {
      run(first, comma || pair || t.says(mark - 1, "name"));
    }
  }

  private boolean isField(int i) {
    int field = t.is(i, ')') ? i - 2 : i;
    return t.is(field, Part.FIELD) || t.is(field, Part.RELATION);
  }

  private void beforeCredential(int i) {
    int last = t.is(i - 1, ',') ? i - 2 : i - 1;
    if ((!t.is(i, Shape.UPPER) && !t.says(i, "phd") && !t.says(i, "pharmd"))
        || i < 2
        || !t.isCapitalised(last)) {
      return;
    }
    boolean comma = last == i - 2;
    int first = last;
    while (first > 0
        && last - first < LONGEST
        && !t.newLineBefore(first)
        && isPartOfName(first - 1)) {
      first--;
    }
    while (first < last && t.is(first, Shape.MARK)) {
      first++;
    }
    if (comma || (mayBeName(last) && first < last)) {
      claim(first, last);
    }
  }

  private boolean isPartOfName(int i) {
    return (t.isCapitalised(i)
            && !t.is(i, Part.TITLE)
            && !t.is(i, Part.FIELD)
            && !t.is(i, Part.CREDENTIAL))
        || (t.is(i, '.') && t.length(i - 1) == 1)
        || (t.is(i, '-') && t.touchesNext(i) && i > 0 && t.touchesNext(i - 1));
  }

  /// `Wife Sofia called`, `patient Mei drives`, `called by grace`.
  private void afterRelation(int i) {
    int first = t.is(i + 1, ',') || t.is(i + 1, '(') || t.is(i + 1, '-') ? i + 2 : i + 1;
    if (t.says(first, "named") || (t.says(first, "is") && t.says(first + 1, "named"))) {
      first++;
    }
    if (!t.has(first) || t.newLineBefore(first) || !findings.isFree(first)) {
      return;
    }
    boolean relation = t.is(i, Part.RELATION);
    boolean unordinary = (t.is(first, Part.NAME) && !t.is(first, Part.WORD)) || t.isUnknown(first);
    if (t.is(first, Shape.CAPITAL) && t.length(first) > 1) {
      boolean plainSentence =
          t.is(i, Shape.LOWER) || t.is(first + 1, Shape.LOWER) || t.is(first + 1, Shape.MARK);
      boolean name =
          mayBeName(first)
              || (relation && t.is(i, Shape.LOWER) && !isClinical(first) && first == i + 1);
      if (name && plainSentence) {
        run(first, true);
      }
    } else if (relation && t.is(first, Shape.LOWER) && unordinary && t.is(first, Part.NAME)) {
      run(first, true);
    }
  }

  /// The capitalised words, initials and particles from `first` on.
  private void run(int first, boolean any) {
    int last = first - 1;
    boolean commaSeen = false;
    for (int at = first; t.has(at) && at - first < LONGEST + 2; at++) {
      boolean sameLine = at == first || !t.newLineBefore(at);
      if (!sameLine) {
        break;
      }
      boolean initialStop = t.is(at, '.') && t.length(at - 1) == 1 && last == at - 1;
      boolean hyphen =
          t.is(at, '-') && t.touchesNext(at) && last == at - 1 && t.touchesNext(at - 1);
      boolean lowerStart = at == first && t.is(at, Shape.LOWER) && t.is(at, Part.NAME);
      if (initialStop || hyphen || lowerStart || (isParticle(at) && t.isCapitalised(at + 1))) {
        last = at;
      } else if (t.is(at, ',')
          && !commaSeen
          && last == first
          && t.isCapitalised(at + 1)
          && isPlausible(at + 1, true)
          && !t.is(at + 1, Part.CREDENTIAL)
          && !t.newLineBefore(at + 1)) {
        commaSeen = true;
        last = at;
      } else if (t.isCapitalised(at) && isPlausible(at, any || at > first)) {
        last = at;
      } else {
        break;
      }
    }
    while (last > first && t.is(last, ',')) {
      last--;
    }
    if (last >= first) {
      claim(first, last);
    }
  }

  private boolean isPlausible(int i, boolean any) {
    if (t.is(i, Part.CREDENTIAL)
        || (t.is(i, Part.IDCUE) && t.is(i, Shape.UPPER))
        || (isMonth(i) && !t.is(i, Part.NAME))
        || (t.is(i, Part.DATEWORD) && t.is(i, Shape.UPPER))) {
      return false;
    }
    if (t.is(i + 1, ':')) {
      return false;
    }
    return any ? !t.is(i, Part.CLINICAL) : mayBeName(i);
  }

  private static boolean isParticle(String word) {
    return switch (word) {
      case "de",
          "la",
          "del",
          "van",
          "der",
          "den",
          "von",
          "da",
          "di",
          "dos",
          "el",
          "al",
          "bin",
          "ibn",
          "ter",
          "le",
          "y" ->
          true;
      default -> false;
    };
  }

  private boolean isParticle(int i) {
    return t.is(i, Shape.LOWER) && t.length(i) <= 3 && isParticle(t.folded(i));
  }

  private void claim(int first, int last) {
    int end = last;
    while (end > first && t.is(end, Shape.MARK) && !(t.is(end, '.') && t.length(end - 1) == 1)) {
      end--;
    }
    findings.add(first, end, Label.NAME);
  }

  private boolean isMonth(int i) {
    return t.is(i, Part.MONTH) && !t.isUnknown(i);
  }

  private boolean isClinical(int i) {
    return t.is(i, Part.CLINICAL) || (t.is(i, Part.UNITOFMEASURE) && t.length(i) < 3);
  }

  /// Could be one, for a reader who knows no more than the word.
  private boolean mayBeName(int i) {
    return t.isCapitalised(i)
        && !t.is(i, Part.CLINICAL)
        && (t.is(i, Part.NAME) || (t.isUnknown(i) && t.length(i) > 1))
        && !t.is(i, Part.CREDENTIAL);
  }

  /// Is one, by its look and place alone.
  private boolean isName(int i) {
    if (t.length(i) == 1) {
      return isInitial(i);
    }
    if (isClinical(i)
        || isEponym(i)
        || isDrug(i)
        || t.is(i, Part.STATE)
        || isMonth(i)
        || t.is(i, Part.WEEKDAY)) {
      return false;
    }
    if (t.is(i, Shape.UPPER)) {
      return isUpperName(i);
    }
    if (t.isUnknown(i) || (t.is(i, Part.NAME) && !t.is(i, Part.WORD))) {
      return t.length(i) > 2 || t.is(i, Part.NAME) || isNeighbour(i - 1) || isNeighbour(i + 1);
    }
    if (!t.is(i, Part.NAME)) {
      return false;
    }
    boolean beside = isNeighbour(i + 1) && !t.newLineBefore(i + 1);
    boolean alone = !t.startsSentence(i) && !t.isCapitalised(i - 1) && !t.isCapitalised(i + 1);
    return beside
        || alone
        || (t.is(i + 1, Part.VERB) && t.is(i + 1, Shape.LOWER) && !t.says(i, "will"));
  }

  private boolean isNeighbour(int i) {
    return mayBeName(i) && !isEponym(i) && !isDrug(i);
  }

  private boolean isUpperName(int i) {
    boolean listed = t.is(i, Part.NAME) && !t.is(i, Part.WORD) && t.length(i) > 3;
    boolean strange = t.isUnknown(i) && t.length(i) >= 7;
    boolean besideOne =
        t.isUnknown(i)
            && t.length(i) >= 4
            && (isListedUpper(i + 1) || (t.is(i + 1, ',') && isListedUpper(i + 2)));
    return listed || strange || besideOne;
  }

  private boolean isListedUpper(int i) {
    return t.is(i, Shape.UPPER) && t.is(i, Part.NAME) && t.length(i) > 2;
  }

  private boolean isInitial(int i) {
    return t.is(i + 1, '.')
        && t.touchesNext(i)
        && t.is(i + 2, Shape.CAPITAL)
        && !t.newLineBefore(i + 2)
        && ((mayBeName(i + 2) && !isEponym(i + 2))
            || (!t.startsSentence(i) && t.is(i + 2, Part.NAME)))
        && !t.is(i + 2, Part.CLINICAL);
  }

  private boolean isEponym(int i) {
    int next = i + 1;
    while (t.is(next, '-')
        || t.is(next, '–')
        || t.is(next, '/')
        || (t.isCapitalised(next)
            && (t.is(next, Part.EPONYM) || t.isUnknown(next))
            && next - i < 6)) {
      next++;
    }
    if (t.is(next, Part.DISEASE) && !t.newLineBefore(next)) {
      return t.is(i, Part.EPONYM) || t.is(next, Shape.LOWER);
    }
    boolean pair =
        (t.is(i - 1, '-') && t.is(i - 2, Part.EPONYM))
            || (t.is(i + 1, '-') && t.is(i + 2, Part.EPONYM));
    return t.is(i, Part.EPONYM) && (pair || !isPersonally(i));
  }

  /// Written as of a person: with another name beside it.
  private boolean isPersonally(int i) {
    boolean before =
        i > 0 && t.is(i - 1, Shape.CAPITAL) && mayBeName(i - 1) && !t.is(i - 1, Part.EPONYM);
    boolean initial = t.is(i - 1, '.') && t.length(i - 2) == 1;
    boolean after = t.is(i + 1, Shape.CAPITAL) && mayBeName(i + 1) && !t.is(i + 1, Part.EPONYM);
    return before || initial || after || (t.is(i + 1, Part.VERB) && t.is(i, Part.NAME));
  }

  /// An unknown word with a dose after it.
  private boolean isDrug(int i) {
    int number = t.is(i + 1, '(') ? i + 2 : i + 1;
    boolean dose =
        t.has(number)
            && t.leadingNumber(number) >= 0
            && (t.is(number + 1, Part.UNITOFMEASURE) || t.is(number, Shape.CODE));
    return dose && !t.newLineBefore(number);
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
    while (first < i && (t.is(first, Shape.MARK) || isParticle(first))) {
      first++;
    }
    while (last > i && (t.is(last, '-') || isParticle(last))) {
      last--;
    }
    claim(first, last);
    return last;
  }

  private boolean isLink(int i) {
    if (t.is(i, '.')) {
      return t.length(i - 1) == 1 && t.isCapitalised(i - 1);
    }
    if (t.is(i, '-')) {
      return t.touchesNext(i)
          && t.touchesNext(i - 1)
          && t.isCapitalised(i - 1)
          && t.isCapitalised(i + 1);
    }
    if (isParticle(i)) {
      return t.isCapitalised(i + 1) && i > 0 && t.isCapitalised(i - 1);
    }
    boolean word =
        t.is(i, Shape.CAPITAL)
            && !isClinical(i)
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
