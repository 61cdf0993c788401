package org.cloister.deid.text;

import org.cloister.deid.text.Tokens.Shape;

/// Finds dates that are all numbers: `5/4/2023`, `2023-05-04T10:15Z`, `20230504`, `5/4`.
final class NumericDates {
  private final Tokens t;
  private final DateWords words;

  NumericDates(Tokens tokens, DateWords words) {
    this.t = tokens;
    this.words = words;
  }

  /// The last token of the date that begins at `i`; -1 for none.
  int threeNumbers(int i) {
    if (!words.isJoint(i + 1) || !t.touchesNext(i) || !t.touchesNext(i + 1)) {
      return -1;
    }
    int first = t.number(i);
    int second = t.number(i + 2);
    int third = t.has(i + 4) ? t.leadingNumber(i + 4) : -1;
    boolean joined = isSame(i + 1, i + 3) && t.touchesNext(i + 2) && t.touchesNext(i + 3);
    if (!joined || first < 0 || second < 0 || third < 0 || !words.isFreeBefore(i)) {
      return -1;
    }
    char joint = t.text.charAt(t.start(i + 1));
    if (t.length(i) == 4 && DateWords.isMonth(second) && DateWords.isDay(third)) {
      return words.date(i, withTime(i + 4), DateWords.exactly(first, second, third));
    }
    if (!t.is(i + 4, Shape.NUMBER) || t.length(i) > 2 || t.length(i + 2) > 2) {
      return -1;
    }
    boolean dayAndMonth =
        (DateWords.isMonth(first) && DateWords.isDay(second))
            || (DateWords.isDay(first) && DateWords.isMonth(second));
    if (!dayAndMonth || (t.length(i + 4) != 2 && !words.isYear(i + 4))) {
      return -1;
    }
    return words.date(
        i, i + 4, t.length(i + 4) == 4 ? ordered(first, second, third, joint) : WrittenDate.VAGUE);
  }

  /// Month first with slashes and hyphens, as in the United States, unless that is no date. With
  /// dots, which are written both ways, only where one of the two can be no month.
  private static WrittenDate ordered(int first, int second, int year, char joint) {
    if (DateWords.isMonth(first) && DateWords.isMonth(second) && joint == '.' && first != second) {
      return WrittenDate.ofYear(year);
    }
    return DateWords.isMonth(first)
        ? DateWords.exactly(year, first, second)
        : DateWords.exactly(year, second, first);
  }

  /// The last token of a time of day that is written on to the day: `2023-05-04T10:15:00Z`.
  private int withTime(int day) {
    int last = day;
    if (t.is(day, Shape.CODE)) {
      while (t.touchesNext(last)
          && (t.is(last + 1, ':')
              || t.is(last + 1, '.')
              || t.is(last + 1, '+')
              || t.is(last + 1, '-')
              || Letters.isDigit(t.text.charAt(t.start(last + 1))))) {
        last++;
      }
      return t.is(last, '.') ? last - 1 : last;
    }
    return last;
  }

  private boolean isSame(int a, int b) {
    return t.has(b) && t.is(b, t.text.charAt(t.start(a)));
  }

  /// `2/17`, `9-4`, `03/2024`: a date unless the words about it say that it is a score or a ratio.
  int twoNumbers(int i) {
    boolean slash = t.is(i + 1, '/');
    if ((!slash && !t.is(i + 1, '-'))
        || !t.touchesNext(i)
        || !t.touchesNext(i + 1)
        || !words.isFreeBefore(i)) {
      return -1;
    }
    int first = t.number(i);
    int second = t.number(i + 2);
    boolean ends = !t.touchesNext(i + 2) || !words.isJoint(i + 3) || !t.touchesNext(i + 3);
    if (!ends || t.length(i) > 2 || !DateWords.isMonth(first)) {
      return -1;
    }
    if (words.isYear(i + 2)) {
      return words.date(i, i + 2, WrittenDate.ofYear(second));
    }
    boolean joined = slash || isSaidToBeDate(i);
    boolean possible = joined && DateWords.isDay(second) && t.length(i + 2) <= 2;
    return possible && readsAsDate(i, first, second) ? words.date(i, i + 2, WrittenDate.VAGUE) : -1;
  }

  /// `on 9-4.`: a range without a unit would say nothing.
  private boolean isSaidToBeDate(int i) {
    boolean said = t.says(i - 1, "on") || t.says(i - 1, "for") || t.says(i - 1, "since");
    int next = i + 3;
    return said
        && (!t.has(next) || t.is(next, Shape.MARK) || t.says(next, "at") || t.is(next, Part.WHERE));
  }

  private boolean readsAsDate(int i, int first, int second) {
    if (words.isMeasured(i + 3) || t.is(i + 3, '%')) {
      return false;
    }
    boolean fraction = first <= second && (second <= 6 || second == 8 || second == 10);
    for (int back = i - 1; back >= Math.max(0, i - 4); back--) {
      if (t.is(back, Part.SCOREWORD)) {
        return false;
      }
      boolean near = back == i - 1 || (back == i - 2 && t.is(i - 1, Shape.MARK));
      if ((near || !fraction)
          && t.is(back, Part.DATEWORD)
          && !t.says(back, "of")
          && !t.says(back, "to")) {
        return true;
      }
    }
    if (t.says(i + 3, "at") && t.is(i + 4, Shape.NUMBER) && t.is(i + 5, ':')) {
      return true;
    }
    boolean clear = t.length(i) == 2 && t.text.charAt(t.start(i)) == '0';
    return clear || !fraction || t.is(i + 3, ':');
  }
}
