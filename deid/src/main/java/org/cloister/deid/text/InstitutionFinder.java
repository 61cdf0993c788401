package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds hospitals, employers, schools and other houses by the word that their names end with.
final class InstitutionFinder {
  private final Tokens t;
  private final Findings findings;

  InstitutionFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  void find() {
    for (int i = 1; i < t.size(); i++) {
      if (t.is(i, Part.INSTITUTION) && t.isCapitalised(i)) {
        ending(i);
      }
      if ((t.says(i, "for") && isWork(i - 1))
          || (t.says(i, "by") && t.says(i - 1, "employed"))
          || (t.is(i, ':')
              && (t.says(i - 1, "employer")
                  || t.says(i - 1, "facility")
                  || t.says(i - 1, "hospital")))) {
        named(i + 1);
      }
    }
  }

  private boolean isWork(int i) {
    return t.says(i, "works") || t.says(i, "worked") || t.says(i, "working");
  }

  private void ending(int last) {
    int first = last;
    boolean own = false;
    while (first > 0 && !t.newLineBefore(first) && isPartOfName(first - 1)) {
      first--;
      own |=
          t.is(first, Shape.CAPITAL)
              && !t.is(first, Part.GENERIC)
              && !t.is(first, Part.INSTITUTION)
              && !t.is(first, Part.CLINICAL);
    }
    while (first < last
        && (!t.isCapitalised(first)
            || (first > 0 && t.startsSentence(first) && t.is(first, Part.WHERE)))) {
      first++;
    }
    if (own && first < last) {
      findings.add(first, last, Label.ORGANIZATION);
    }
  }

  private boolean isPartOfName(int i) {
    boolean saint = t.is(i, '.') && (t.says(i - 1, "st") || t.says(i - 1, "mt"));
    boolean joined =
        t.is(i, '&')
            || (t.is(i, '-') && t.touchesNext(i))
            || (t.says(i, "of") && t.isCapitalised(i - 1));
    return saint || joined || (t.isCapitalised(i) && !t.is(i, Part.TITLE));
  }

  private void named(int first) {
    int from = t.says(first, "the") || t.says(first, "a") ? first + 1 : first;
    int last = from - 1;
    while (t.isCapitalised(last + 1) && !t.newLineBefore(last + 1) && last - from < 4) {
      last++;
    }
    if (last >= from) {
      findings.add(from, last, Label.ORGANIZATION);
    }
  }
}
