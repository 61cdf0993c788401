package org.cloister.deid.text;

import java.util.Set;
import org.cloister.deid.text.Tokens.Shape;

/// Finds names by the words about them: titles, fields, credentials, relations, closings of
/// letters.
final class NamesByCue {
  private static final int LONGEST = 5;
  private static final Set<String> CLOSINGS =
      Set.of(
          "regards",
          "sincerely",
          "thanks",
          "you",
          "cheers",
          "yours",
          "respectfully",
          "cordially",
          "wishes",
          "best",
          "truly",
          "faithfully",
          "love",
          "submitted");
  private static final Set<String> AUXILIARIES = Set.of("will", "may", "can", "long");
  private static final Set<String> NAMED_THINGS =
      Set.of(
          "drug",
          "test",
          "brand",
          "generic",
          "procedure",
          "study",
          "product",
          "trade",
          "order",
          "medication",
          "device",
          "file",
          "protocol",
          "program",
          "vaccine");

  private final Tokens t;
  private final Findings findings;
  private final NameWords words;
  private final Eponyms eponyms;

  NamesByCue(Tokens tokens, Findings findings, NameWords words, Eponyms eponyms) {
    this.t = tokens;
    this.findings = findings;
    this.words = words;
    this.eponyms = eponyms;
  }

  void find() {
    for (int i = 0; i < t.size(); i++) {
      if (t.is(i, Part.TITLE)) {
        afterTitle(i);
      } else if (t.is(i, ':') || t.says(i, "by")) {
        afterField(i);
      } else if (t.is(i, ',')) {
        afterClosing(i);
      } else if (t.is(i, Part.CREDENTIAL)) {
        beforeCredential(i);
        afterCredential(i);
      }
      if (t.is(i, Part.RELATION) || t.is(i, Part.AGENT) || words.isCalling(i)) {
        afterRelation(i);
      }
    }
  }

  private void run(int first, boolean any) {
    int last = new NameRun(t, words, first, any).last();
    if (last >= first) {
      findings.add(first, last, Label.NAME);
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
    int first = mark + 1;
    boolean by = !t.is(mark, ':');
    boolean field = by ? t.is(mark - 1, Part.FIELD) : isField(mark - 1);
    if (!t.has(first) || t.newLineBefore(first) || t.is(first, Part.TITLE)) {
      return;
    }
    boolean comma = t.isCapitalised(first) && t.is(first + 1, ',') && t.isCapitalised(first + 2);
    if (!field) {
      if (!by && comma && isLastFirst(first)) {
        run(first, true);
      }
      return;
    }
    boolean particle = words.isParticle(first) && !t.is(first + 1, Shape.MARK);
    boolean named = isNameOfPerson(mark - 1) || particle || comma || isPair(first);
    if (by || named || words.mayBeName(first)) {
      run(first, named);
    }
  }

  private boolean isNameOfPerson(int i) {
    boolean name =
        t.says(i, "name") || t.says(i, "surname") || t.says(i, "middle") || t.says(i, "initial");
    return name && !(t.has(i - 1) && NAMED_THINGS.contains(t.folded(i - 1)));
  }

  private boolean isField(int i) {
    int field = t.is(i, ')') ? i - 2 : i;
    return t.is(field, Part.FIELD)
        || isNameOfPerson(field)
        || words.isCalling(field)
        || (t.is(field, Part.CREDENTIAL) && t.is(field, Shape.UPPER))
        || t.is(field, Part.RELATION)
        || t.is(field, Part.AGENT)
        || t.says(field, "by");
  }

  /// Two capitalised words, in a text that is all capitals one of them a name.
  private boolean isPair(int first) {
    boolean pair =
        t.isCapitalised(first) && t.isCapitalised(first + 1) && !t.newLineBefore(first + 1);
    boolean shouted = t.is(first, Shape.UPPER) && t.is(first + 1, Shape.UPPER);
    return pair && (!shouted || words.mayBeName(first) || words.mayBeName(first + 1));
  }

  /// `Marsh, Grace` and nothing after it on the line or in the sentence.
  private boolean isLastFirst(int first) {
    int after = first + 3;
    return words.mayBeName(first)
        && words.mayBeName(first + 2)
        && (words.isUnordinary(first) || words.isUnordinary(first + 2))
        && (!t.has(after) || t.newLineBefore(after) || t.is(after, '.') || t.is(after, '('));
  }

  /// The line after `Kind regards,`.
  private void afterClosing(int comma) {
    int first = comma + 1;
    if (!t.is(comma - 1, Shape.LOWER) && !t.isCapitalised(comma - 1)) {
      return;
    }
    if (t.isCapitalised(first)
        && t.newLineBefore(first)
        && CLOSINGS.contains(t.folded(comma - 1))
        && !words.isClinical(first)) {
      run(first, true);
    }
  }

  private void beforeCredential(int i) {
    int last = t.is(i - 1, ',') ? i - 2 : i - 1;
    if ((!t.is(i, Shape.UPPER) && !t.says(i, "phd") && !t.says(i, "pharmd"))
        || i < 2
        || !(t.isCapitalised(last) || words.isSmallHalf(last))) {
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
    boolean single =
        words.isUnordinary(first) || (t.startsSentence(first) && t.is(first, Part.NAME));
    if (comma || (words.mayBeName(last) && (first < last || single))) {
      findings.add(first, last, Label.NAME);
    }
  }

  private boolean isPartOfName(int i) {
    return (t.isCapitalised(i)
            && !t.is(i, Part.TITLE)
            && !t.is(i, Part.FIELD)
            && !t.is(i, Part.CREDENTIAL))
        || (t.is(i, '.') && t.length(i - 1) == 1)
        || words.isHyphen(i)
        || words.isParticle(i)
        || (t.is(i, ',') && i > 0 && t.isCapitalised(i - 1) && t.newLineBefore(i - 1));
  }

  /// `RN Autumn notified`.
  private void afterCredential(int i) {
    int first = i + 1;
    if (t.is(i, Shape.UPPER)
        && !t.is(i - 1, ',')
        && t.is(first, Shape.CAPITAL)
        && !t.newLineBefore(first)
        && words.mayBeName(first)) {
      run(first, true);
    }
  }

  /// `Wife Sofia called`, `patient Mei drives`, `HER SON, JOE, AGREES`, `called by grace`.
  private void afterRelation(int i) {
    int first = t.is(i + 1, ',') || t.is(i + 1, '(') || t.is(i + 1, '-') ? i + 2 : i + 1;
    if (t.says(first, "named") || (t.says(first, "is") && t.says(first + 1, "named"))) {
      first++;
    }
    if (!t.has(first) || t.newLineBefore(first) || !findings.isFree(first)) {
      return;
    }
    boolean relation = t.is(i, Part.RELATION);
    boolean found =
        switch (t.shape(first)) {
          case CAPITAL -> t.length(first) > 1 && isCapitalAfter(i, first, relation);
          case UPPER -> relation && isShoutedAfter(i, first);
          case LOWER -> relation && first == i + 1 && isSmallAfter(first);
          default -> false;
        };
    if (found) {
      run(first, true);
    }
  }

  private boolean isCapitalAfter(int cue, int first, boolean relation) {
    boolean plainSentence =
        t.is(cue, Shape.LOWER)
            || t.is(first + 1, Shape.LOWER)
            || t.is(first + 1, Shape.MARK)
            || isCapitalParticle(first)
            || (relation && words.mayBeName(first) && words.mayBeName(first + 1));
    boolean personal = relation && first == cue + 1;
    return plainSentence
        && (personal || !eponyms.isPhrase(first))
        && (words.mayBeName(first)
            || isCapitalParticle(first)
            || (personal && isPresent(first) && !words.isClinical(first))
            || (personal && t.is(cue, Shape.LOWER) && !words.isClinical(first)));
  }

  private boolean isPresent(int i) {
    return words.isActing(i) || t.says(i + 1, "present") || t.says(i + 1, "at");
  }

  /// `Van Dyke`.
  private boolean isCapitalParticle(int i) {
    boolean particle =
        t.says(i, "van")
            || t.says(i, "von")
            || t.says(i, "de")
            || t.says(i, "la")
            || t.says(i, "del")
            || t.says(i, "al")
            || t.says(i, "el");
    return particle && words.mayBeName(t.is(i + 1, '-') ? i + 2 : i + 1);
  }

  private boolean isShoutedAfter(int cue, int first) {
    boolean apposed = first > cue + 1;
    boolean named = words.mayBeName(first) && t.length(first) > 2;
    boolean lastFirst = t.is(first + 1, ',') && words.mayBeName(first + 2);
    return named
        && (t.is(cue, Shape.UPPER) || lastFirst)
        && (words.isUnordinary(first)
            || apposed
            || (!isAuxiliary(first)
                && (words.isActing(first)
                    || words.mayBeName(first + 1)
                    || t.is(first + 1, Part.WHERE)
                    || t.is(first + 1, ',')
                    || t.is(first + 1, '.'))));
  }

  private boolean isSmallAfter(int first) {
    boolean acts =
        words.isActing(first)
            || t.says(first + 1, "to")
            || t.says(first + 1, "and")
            || t.is(first + 1, '.')
            || t.is(first + 1, ',');
    if (!t.is(first, Part.NAME)) {
      return words.isUnordinary(first) && t.length(first) > 3 && acts;
    }
    return words.isUnordinary(first) || (acts && !(isAuxiliary(first) && !t.says(first + 1, "to")));
  }

  private boolean isAuxiliary(int i) {
    return AUXILIARIES.contains(t.folded(i));
  }
}
