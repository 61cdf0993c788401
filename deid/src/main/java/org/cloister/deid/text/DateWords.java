package org.cloister.deid.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.cloister.deid.text.Tokens.Shape;

/// What a token may be in a date, and what a date says.
final class DateWords {
  private final Tokens t;
  private final Findings findings;

  DateWords(Tokens tokens, Findings findings) {
    this.t = tokens;
    this.findings = findings;
  }

  boolean isYear(int i) {
    int year = t.has(i) && t.length(i) == 4 ? t.number(i) : -1;
    return year >= 1880 && year < 2100;
  }

  static boolean isMonth(int number) {
    return number >= 1 && number <= 12;
  }

  static boolean isDay(int number) {
    return number >= 1 && number <= 31;
  }

  boolean isJoint(int i) {
    return t.is(i, '/') || t.is(i, '-') || t.is(i, '.') || t.is(i, '–');
  }

  boolean isMeasured(int i) {
    return t.is(i, Part.SCOREWORD) || (t.is(i, Part.UNITOFMEASURE) && !t.is(i, Shape.CAPITAL));
  }

  /// Not the tail of a longer number such as `128/76/3` or `1.5-2`, nor the minutes of a time.
  boolean isFreeBefore(int i) {
    if (t.is(i - 1, ':') && t.touchesNext(i - 1) && t.is(i - 2, Shape.NUMBER)) {
      return false;
    }
    boolean tail =
        i > 1
            && t.touchesNext(i - 1)
            && isJoint(i - 1)
            && t.touchesNext(i - 2)
            && t.is(i - 2, Shape.NUMBER);
    return !tail || !findings.isFree(i - 2);
  }

  int date(int first, int last, WrittenDate date) {
    findings.addDate(first, last, date);
    return last;
  }

  static WrittenDate exactly(int year, int month, int day) {
    try {
      return WrittenDate.ofDay(LocalDate.of(year, month, day));
    } catch (DateTimeException e) {
      return WrittenDate.ofYear(year);
    }
  }
}
