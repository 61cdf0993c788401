package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds what is smaller than a state: streets with what follows them, cities, postal codes.
final class PlaceFinder {
  private final Tokens t;
  private final Findings findings;
  private final Streets streets;

  PlaceFinder(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.streets = new Streets(tokens);
    this.findings = findings;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (!findings.isFree(i)) {
        continue;
      }
      int last = streets.last(i);
      if (last >= 0) {
        findings.add(i, last, Label.PLACE);
        i = city(last + 1, true);
      } else if (isPostalCue(i)) {
        i = Math.max(i, postalCode(i));
      } else if (t.is(i, ':') && isCityField(i)) {
        i = Math.max(i, city(i + 1, true));
      } else if (isDistrict(i)) {
        district(i);
      } else if (isForeignCode(i)) {
        findings.add(i, ++i, Label.PLACE);
      } else if (t.isCapitalised(i)) {
        i = Math.max(i, cityBeforeState(i));
      }
    }
    for (int i = 0; i < t.size(); i++) {
      if (t.is(i, Part.WHERE) || t.says(i, "city") || (t.says(i, "county") && t.is(i + 1, ':'))) {
        place(i);
      }
    }
  }

  /// A city that follows a street: what is capitalised up to the state, with the postal code.
  /// Returns the last token that was looked at.
  private int city(int from, boolean newLineAllowed) {
    int at = t.is(from, ',') ? from + 1 : from;
    boolean separate =
        at > from || t.is(from - 1, ':') || (newLineAllowed && t.has(at) && t.newLineBefore(at));
    if (!separate || !t.has(at)) {
      return from - 1;
    }
    int last = at - 1;
    while (isPartOfCity(last + 1, at)) {
      last++;
    }
    if (last >= at && findings.isFree(at)) {
      findings.add(at, last, Label.PLACE);
    }
    return stateAndCode(last);
  }

  private boolean isPartOfCity(int i, int first) {
    boolean continues = i == first || (t.has(i) && !t.newLineBefore(i));
    boolean stop = t.is(i, '.') && t.length(i - 1) <= 3 && i > first;
    boolean particle =
        i > first
            && t.is(i, Shape.LOWER)
            && t.isCapitalised(i + 1)
            && (t.says(i, "du") || t.says(i, "de") || t.says(i, "la") || t.says(i, "del"));
    return continues
        && findings.isFree(i)
        && i - first < 4
        && (stop
            || particle
            || (t.isCapitalised(i)
                && !isState(i)
                && !isPostalCue(i)
                && !t.is(i, Part.IDCUE)
                && !t.is(i, Part.PHONECUE)));
  }

  /// The colon of `City: …` or `City/State/ZIP: …`.
  private boolean isCityField(int colon) {
    for (int i = colon - 1; i >= Math.max(0, colon - 5) && !t.newLineBefore(i + 1); i--) {
      if (t.says(i, "city") || t.says(i, "town") || t.says(i, "birthplace") || t.says(i, "place")) {
        return true;
      }
    }
    return false;
  }

  private boolean isState(int i) {
    return (t.is(i, Part.STATE) && t.isCapitalised(i) && !t.is(i + 1, Part.STREET))
        || (t.is(i, Part.STATECODE)
            && t.is(i, Shape.UPPER)
            && t.length(i) == 2
            && !(t.says(i, "mt") && t.is(i + 1, '.')));
  }

  /// `N.C.`
  private boolean isDottedState(int i) {
    return t.is(i, Shape.CAPITAL)
        && t.length(i) == 1
        && t.is(i + 1, '.')
        && t.touchesNext(i + 1)
        && t.is(i + 2, Shape.CAPITAL)
        && t.length(i + 2) == 1
        && t.is(i + 3, '.');
  }

  private int stateAndCode(int last) {
    int at = last + 1;
    while (t.is(at, ',')
        || isState(at)
        || isDottedState(at)
        || (t.is(at, '.') && isState(at - 1))
        || isPostalCue(at)
        || t.says(at, "code")
        || t.is(at, ':')) {
      at += isDottedState(at) ? 4 : 1;
    }
    return Math.max(last, code(at));
  }

  private boolean isPostalCue(int i) {
    return t.says(i, "zip")
        || t.says(i, "zipcode")
        || t.says(i, "postal")
        || t.says(i, "postcode")
        || t.says(i, "plz")
        || (t.says(i, "cp") && t.is(i, Shape.UPPER));
  }

  private int postalCode(int cue) {
    int at = cue + 1;
    while (t.is(at, ':') || t.says(at, "code") || t.says(at, "is") || t.is(at, '.')) {
      at++;
    }
    return code(at);
  }

  /// Five digits, five and four, or the letters and digits of Canada and the United Kingdom.
  private int code(int at) {
    if (t.is(at, Shape.NUMBER) && t.length(at) == 5 && findings.isFree(at)) {
      boolean longer =
          t.is(at + 1, '-')
              && t.touchesNext(at)
              && t.is(at + 2, Shape.NUMBER)
              && t.length(at + 2) == 4;
      findings.add(at, longer ? at + 2 : at, Label.PLACE);
      return longer ? at + 2 : at;
    }
    if (t.is(at, Shape.CODE)
        && t.is(at + 1, Shape.CODE)
        && t.length(at) <= 4
        && t.length(at + 1) == 3) {
      findings.add(at, at + 1, Label.PLACE);
      return at + 1;
    }
    return -1;
  }

  /// The last word of `Sonoma County`.
  private boolean isDistrict(int i) {
    return t.is(i, Shape.CAPITAL)
        && (t.says(i, "county")
            || t.says(i, "parish")
            || t.says(i, "township")
            || t.says(i, "borough"))
        && t.is(i - 1, Shape.CAPITAL)
        && !t.is(i - 1, Part.GENERIC)
        && !t.newLineBefore(i);
  }

  private void district(int last) {
    int first = last - 1;
    while (last - first < 3
        && !t.newLineBefore(first)
        && (t.is(first - 1, Shape.CAPITAL) || t.is(first - 1, '.'))
        && findings.isFree(first - 1)
        && !t.is(first - 1, Part.WHERE)) {
      first--;
    }
    findings.add(t.is(first, '.') ? first + 1 : first, last, Label.PLACE);
  }

  /// `K1A 0B1` of Canada and `SW1A 2AA` of the United Kingdom, whatever stands before.
  private boolean isForeignCode(int i) {
    int end = i + 1;
    if (!t.is(i, Shape.CODE)
        || !t.is(end, Shape.CODE)
        || t.length(i) > 4
        || t.length(end) != 3
        || t.start(end) - t.end(i) != 1
        || !Character.isUpperCase(t.text.charAt(t.start(i)))) {
      return false;
    }
    int from = t.start(end);
    return Letters.isDigit(t.text.charAt(from))
        && Character.isUpperCase(t.text.charAt(from + 1))
        && (Character.isUpperCase(t.text.charAt(from + 2))
            || (t.length(i) == 3 && Letters.isDigit(t.text.charAt(from + 2))));
  }

  /// `Springfield, IL 62704`.
  private int cityBeforeState(int i) {
    int last = i;
    while (isPartOfCity(last + 1, i)) {
      last++;
    }
    if (!t.is(last + 1, ',')
        || !(isState(last + 2) || isDottedState(last + 2))
        || t.newLineBefore(last + 2)
        || (t.is(last + 2, Part.CREDENTIAL) && code(last + 3) < 0)) {
      return -1;
    }
    findings.add(i, last, Label.PLACE);
    return stateAndCode(last);
  }

  /// A capitalised phrase after `in`, `from`, `at` …, in the middle of a sentence.
  private void place(int cue) {
    if (t.is(cue, Shape.UPPER) && t.is(cue + 1, Shape.UPPER)) {
      shoutedPlace(cue + 1);
      return;
    }
    int first = cue + 1;
    while (t.is(first, ':')
        || (t.says(first, "of") && t.is(cue, Shape.LOWER))
        || t.says(first, "the")) {
      first++;
    }
    if (!findings.isFree(first)
        || t.newLineBefore(first)
        || !t.is(first, Shape.CAPITAL)
        || (t.length(first) < 3 && !t.is(first + 1, '.') && !t.is(first + 1, Shape.CAPITAL))) {
      return;
    }
    int last = first - 1;
    boolean own = false;
    while (isPartOfCity(last + 1, first)
        && !t.is(last + 1, Part.CLINICAL)
        && !t.is(last + 1, Shape.UPPER)) {
      last++;
      own |= !t.is(last, Part.GENERIC) && !t.is(last, Part.MONTH) && !t.is(last, '.');
    }
    while (last > first && t.is(last, '.')) {
      last--;
    }
    if (last >= first
        && own
        && !t.is(first, Part.MONTH)
        && !t.is(last + 1, Part.DISEASE)
        && !t.is(first, Part.TITLE)
        && !isOfDisease(cue, first)) {
      findings.add(first, last, Label.PLACE);
    }
  }

  /// `FROM CORPUS CHRISTI,`: up to a mark, with a word that is no ordinary one.
  private void shoutedPlace(int first) {
    int last = first - 1;
    boolean own = false;
    while (last - first < 3
        && (t.is(last + 1, Shape.UPPER) || (t.is(last + 1, '.') && t.length(last) == 2))
        && !t.is(last + 1, Part.CLINICAL)
        && findings.isFree(last + 1)) {
      last++;
      own |= t.is(last, Shape.UPPER) && (t.isUnknown(last) || t.isOnly(last, Part.NAME));
    }
    boolean ends = t.is(last + 1, ',') || t.is(last + 1, '.') || !t.has(last + 1);
    if (own && ends && t.is(last, Shape.UPPER) && t.length(last) > 3) {
      findings.add(first, last, Label.PLACE);
    }
  }

  /// `history of Hodgkin`, `sign of Babinski`: no place.
  private boolean isOfDisease(int cue, int first) {
    return t.says(cue, "of") || (t.is(first, Part.EPONYM) && !t.isCapitalised(first + 1));
  }
}
