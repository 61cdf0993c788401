package org.cloister.deid.text;

import java.time.LocalDate;
import org.cloister.deid.text.Tokens.Shape;

/// Finds one known person in a text, whatever the words about it.
final class KnownPersonFinder {
  private static final int WIDEST_GAP = 3;

  private final Tokens t;
  private final Findings findings;
  private final PersonMarks person;

  KnownPersonFinder(Tokens tokens, Findings findings, PersonMarks person) {
    this.t = tokens;
    this.findings = findings;
    this.person = person;
  }

  void find() {
    if (!person.names.isEmpty()) {
      names();
    }
    bareValues();
    person.dates.forEach(this::partialDate);
  }

  private void names() {
    for (int i = 0; i < t.size(); i++) {
      if (!t.is(i, Shape.MARK) && !t.is(i, Shape.NUMBER) && t.length(i) > 1 && isName(i)) {
        findings.add(withInitials(i), withInitialAfter(i), Label.NAME);
      }
    }
  }

  private boolean isName(int i) {
    String word = bare(i);
    boolean ordinary = t.is(i, Part.WORD) || t.is(i, Part.CLINICAL);
    if (ordinary && t.is(i, Shape.LOWER)) {
      return person.names.contains(word)
          && ((!t.is(i, Part.EVERYDAY) && word.length() > 3) || isBesideName(i));
    }
    if (person.names.contains(word)
        || (word.endsWith("s") && person.names.contains(word.substring(0, word.length() - 1)))) {
      return true;
    }
    return !ordinary && word.length() >= 4 && resembles(word);
  }

  private String bare(int i) {
    return t.folded(i).replace("'", "").replace("’", "");
  }

  /// An everyday word in small letters, or a very short one, is the name only beside another name
  /// of the person, or after a title.
  private boolean isBesideName(int i) {
    int before = t.is(i - 1, ',') ? i - 2 : i - 1;
    int after = t.is(i + 1, ',') ? i + 2 : i + 1;
    return isListed(before)
        || isListed(after)
        || t.is(before, Part.TITLE)
        || (t.is(before, '.') && t.is(before - 1, Part.TITLE));
  }

  private boolean isListed(int i) {
    return t.has(i) && !t.is(i, Shape.MARK) && person.names.contains(bare(i));
  }

  /// One letter more, less or other than a long name of the person, two exchanged, or the name
  /// within a longer word.
  private boolean resembles(String word) {
    for (String name : person.longNames) {
      if (word.contains(name) || isOneEditFrom(word, name)) {
        return true;
      }
    }
    return false;
  }

  static boolean isOneEditFrom(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    if (Math.abs(a.length() - b.length()) > 1) {
      return false;
    }
    int head = 0;
    while (head < shared && a.charAt(head) == b.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < shared - head
        && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
      tail++;
    }
    int longer = Math.max(a.length(), b.length()) - head - tail;
    boolean exchanged =
        longer == 2
            && a.length() == b.length()
            && a.charAt(head) == b.charAt(head + 1)
            && a.charAt(head + 1) == b.charAt(head);
    return longer <= 1 || exchanged;
  }

  private int withInitials(int i) {
    int first = i;
    while (t.is(first - 1, '.')
        && t.touchesNext(first - 2)
        && t.length(first - 2) == 1
        && t.isCapitalised(first - 2)) {
      first -= 2;
    }
    return first;
  }

  /// `Quillfeather A`.
  private int withInitialAfter(int i) {
    int next = i + 1;
    boolean initial =
        t.is(next, Shape.CAPITAL)
            && t.length(next) == 1
            && !t.newLineBefore(next)
            && person.initials.contains(Letters.folded(t.text.charAt(t.start(next))));
    return initial ? next : i;
  }

  /// Values of the person as letters and digits, whatever stands between them.
  private void bareValues() {
    int[] at = new int[t.text.length()];
    StringBuilder bare = new StringBuilder(t.text.length());
    for (int i = 0; i < t.text.length(); i++) {
      char c = t.text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        at[bare.length()] = i;
        bare.append(Letters.folded(c));
      }
    }
    String haystack = bare.toString();
    for (String value : person.bare) {
      Label label = isNumber(value) ? Label.ID : Label.PLACE;
      occurrences(haystack, at, value, label, value.length() < 6);
    }
    person.phrases.forEach(value -> occurrences(haystack, at, value, Label.PLACE, true));
    person.longNames.forEach(value -> occurrences(haystack, at, value, Label.NAME, true));
  }

  private void occurrences(
      String haystack, int[] at, String value, Label label, boolean wholeWords) {
    for (int found = haystack.indexOf(value);
        found >= 0;
        found = haystack.indexOf(value, found + 1)) {
      int start = at[found];
      int end = at[found + value.length() - 1] + 1;
      if (isCompact(at, found, value.length()) && (!wholeWords || isBounded(start, end))) {
        findings.addStretch(start, end, label);
      }
    }
  }

  private static boolean isNumber(String value) {
    return value.chars().anyMatch(Character::isDigit);
  }

  private static boolean isCompact(int[] at, int from, int length) {
    for (int i = from + 1; i < from + length; i++) {
      if (at[i] - at[i - 1] > WIDEST_GAP + 1) {
        return false;
      }
    }
    return true;
  }

  private boolean isBounded(int start, int end) {
    boolean before = start == 0 || !Character.isLetterOrDigit(t.text.charAt(start - 1));
    boolean after = end == t.text.length() || !Character.isLetterOrDigit(t.text.charAt(end));
    return before && after;
  }

  /// Month and day of a date of the person, in either order, though nothing says it is a date.
  private void partialDate(LocalDate date) {
    for (int i = 0; i + 2 < t.size(); i++) {
      boolean joined = t.is(i + 1, '/') || t.is(i + 1, '-') || t.is(i + 1, '.');
      if (joined
          && t.touchesNext(i)
          && t.touchesNext(i + 1)
          && isOf(date, t.number(i), t.number(i + 2))
          && !t.is(i - 1, '/')
          && !t.is(i + 3, '%')) {
        if (!t.is(i + 1, '.')) {
          findings.add(i, i + 2, Label.DATE);
        }
      }
    }
  }

  private static boolean isOf(LocalDate date, int first, int second) {
    int month = date.getMonthValue();
    int day = date.getDayOfMonth();
    return (first == month && second == day) || (first == day && second == month);
  }
}
