package org.cloister.deid.generalise;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/// The date in a FHIR `date`, `dateTime` or `instant`, as precise as it was written and in the
/// writer's own zone.
///
/// @param month 0 where only the year is known
/// @param day 0 where only the year, or year and month, are known
public record PartialDate(int year, int month, int day) {
  private static final int YEAR_LENGTH = 4;
  private static final int MONTH_LENGTH = 7;
  private static final int DAY_LENGTH = 10;
  private static final int NONE = -1;

  public PartialDate {
    boolean isDate = day == 0 ? month >= 0 && month <= 12 : month > 0 && day <= daysIn(year, month);
    if (year < 1 || year > 9999 || day < 0 || !isDate) {
      throw new IllegalArgumentException("no date");
    }
  }

  /// Empty where the text is no date that exists. A time of day may follow a full date, with or
  /// without a zone; it is checked too, so that nothing else can ride behind the date.
  public static Optional<PartialDate> parse(CharSequence text) {
    int date = read(text);
    return date == NONE
        ? Optional.empty()
        : Optional.of(new PartialDate(date >> 9, date >> 5 & 15, date & 31));
  }

  /// Whether [#parse] would find a date. Then the first four characters are its year.
  public static boolean isDate(CharSequence text) {
    return read(text) != NONE;
  }

  public LocalDate firstDay() {
    return LocalDate.of(year, Math.max(month, 1), Math.max(day, 1));
  }

  public LocalDate lastDay() {
    int lastMonth = month == 0 ? 12 : month;
    return LocalDate.of(year, lastMonth, day == 0 ? daysIn(year, lastMonth) : day);
  }

  /// Year, month and day in the bits that [#parse] takes apart.
  private static int read(CharSequence text) {
    int length = text.length();
    int year = length < YEAR_LENGTH ? NONE : number(text, 0, YEAR_LENGTH);
    if (year < 1) {
      return NONE;
    }
    if (length == YEAR_LENGTH) {
      return year << 9;
    }
    int month = length < MONTH_LENGTH || text.charAt(4) != '-' ? NONE : number(text, 5, 7);
    if (month < 1 || month > 12) {
      return NONE;
    }
    if (length == MONTH_LENGTH) {
      return year << 9 | month << 5;
    }
    int day = length < DAY_LENGTH || text.charAt(7) != '-' ? NONE : number(text, 8, DAY_LENGTH);
    return day < 1 || day > daysIn(year, month) || !TimeOfDay.follows(text, DAY_LENGTH)
        ? NONE
        : year << 9 | month << 5 | day;
  }

  private static int daysIn(int year, int month) {
    return YearMonth.of(year, month).lengthOfMonth();
  }

  /// The number that these digits make, -1 where one of them is none.
  static int number(CharSequence text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /// Holds nothing of the date.
  @Override
  public String toString() {
    return "PartialDate[redacted]";
  }
}
