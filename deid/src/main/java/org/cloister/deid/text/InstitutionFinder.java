package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds hospitals, employers, schools and other houses by the word that their names end with, and
/// by the words that announce them.
final class InstitutionFinder {
  private static final int LONGEST = 7;

  private final Tokens t;
  private final Findings findings;

  InstitutionFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (t.isCapitalised(i) && isKind(i)) {
        ofKind(i);
      } else if (t.is(i, '&') && isFamily(i + 1)) {
        andSons(i);
      } else if (isAnnouncement(i)) {
        named(i + 1);
      }
    }
  }

  private boolean isKind(int i) {
    boolean care = t.says(i, "care") && (t.says(i - 1, "urgent") || t.says(i - 1, "memory"));
    boolean living = t.says(i, "living") && (t.says(i - 1, "assisted") || t.says(i - 1, "senior"));
    return care
        || living
        || t.says(i, "elementary")
        || t.is(i, Part.INSTITUTION)
        || (t.says(i, "home")
            && (t.says(i - 1, "nursing")
                || t.says(i - 1, "care")
                || t.says(i - 1, "group")
                || t.says(i - 1, "funeral")
                || t.says(i - 1, "retirement")
                || t.says(i - 1, "convalescent")));
  }

  /// `Lockwood & Sons`.
  private void andSons(int and) {
    int first = and;
    while (first > 0
        && and - first < 3
        && !t.newLineBefore(first)
        && (t.isCapitalised(first - 1)
            || (t.is(first - 1, '-') && t.touchesNext(first - 1))
            || (t.is(first - 1, ',') && t.isCapitalised(first - 2)))) {
      first--;
    }
    if (first < and) {
      findings.add(first, and + 1, Label.ORGANIZATION);
    }
  }

  private boolean isFamily(int i) {
    return t.says(i, "sons")
        || t.says(i, "son")
        || t.says(i, "daughters")
        || t.says(i, "bros")
        || t.says(i, "brothers")
        || t.says(i, "associates")
        || t.says(i, "partners")
        || t.says(i, "co");
  }

  private boolean isAnnouncement(int i) {
    boolean field =
        t.is(i, ':')
            && (t.says(i - 1, "employer")
                || t.says(i - 1, "facility")
                || t.says(i - 1, "hospital")
                || t.says(i - 1, "pharmacy")
                || t.says(i - 1, "school")
                || t.says(i - 1, "agency")
                || t.says(i - 1, "clinic")
                || (t.says(i - 1, "health") && t.says(i - 2, "home")));
    return field
        || t.says(i, "attends")
        || ((t.says(i, "for") || t.says(i, "at")) && isWork(i - 1))
        || (t.says(i, "by") && t.says(i - 1, "employed"));
  }

  private boolean isWork(int i) {
    return t.says(i, "works") || t.says(i, "worked") || t.says(i, "working");
  }

  /// The name around the word at `kind`, if it holds a word of its own.
  private void ofKind(int kind) {
    int first = kind;
    while (first > 0
        && kind - first < LONGEST
        && !t.newLineBefore(first)
        && isPartOfName(first - 1)) {
      first--;
    }
    while (first < kind && isNoBeginning(first)) {
      first++;
    }
    int last = withPlace(kind);
    boolean own = last > kind;
    for (int i = first; i < kind; i++) {
      own |= isOwn(i);
    }
    if (own) {
      findings.add(first, last, Label.ORGANIZATION);
    }
  }

  private boolean isPartOfName(int i) {
    boolean saint = t.is(i, '.') && (t.says(i - 1, "st") || t.says(i - 1, "mt"));
    boolean joined =
        t.is(i, '&')
            || (t.is(i, '-') && t.touchesNext(i))
            || (t.says(i, "of") && t.isCapitalised(i - 1));
    boolean preposition = t.is(i, Shape.UPPER) && t.is(i, Part.WHERE);
    return saint || joined || (t.isCapitalised(i) && !preposition && !t.is(i, Part.TITLE));
  }

  private boolean isNoBeginning(int i) {
    return !t.isCapitalised(i) || (i > 0 && t.startsSentence(i) && t.is(i, Part.WHERE));
  }

  /// In a text that is all capitals, an ordinary word counts only right after `TO`, `AT`, `FROM`.
  private boolean isOwn(int i) {
    return t.isCapitalised(i)
        && (t.is(i, Shape.CAPITAL)
            || !t.is(i, Part.WORD)
            || t.says(i + 1, "of")
            || t.is(i - 1, Part.WHERE))
        && !t.is(i, Part.WHERE)
        && !t.is(i, Part.GENERIC)
        && !t.is(i, Part.INSTITUTION)
        && !t.is(i, Part.CLINICAL);
  }

  /// `Hospital of Winfield`, `University of Larkhaven Hospital`: with the name of a place after it.
  private int withPlace(int kind) {
    if (!t.says(kind + 1, "of") || t.newLineBefore(kind + 1)) {
      return kind;
    }
    int last = kind + 1;
    boolean place = false;
    while (t.isCapitalised(last + 1) && !t.newLineBefore(last + 1) && last - kind < 5) {
      last++;
      place |= t.is(last, Part.NAME) || t.is(last, Part.STATE) || t.isUnknown(last);
    }
    return place ? last : kind;
  }

  private void named(int first) {
    int from = t.says(first, "the") || t.says(first, "a") ? first + 1 : first;
    int last = from - 1;
    while ((t.isCapitalised(last + 1)
            || (last >= from && t.is(last + 1, '-') && t.touchesNext(last + 1)))
        && !t.newLineBefore(last + 1)
        && last - from < 4) {
      last++;
    }
    if (last >= from && !t.is(from, Part.TITLE) && !t.is(from, Part.CLINICAL)) {
      findings.add(from, last, Label.ORGANIZATION);
    }
  }
}
