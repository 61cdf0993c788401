package org.cloister.deid;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/// A time as the record gives it.
///
/// @param at the instant; for a date alone, its first instant in UTC
/// @param date the calendar date as written, in the writer's own zone: the one by which birthdays
///   are counted
/// @param precision whether there was a time of day
record Moment(Instant at, LocalDate date, Precision precision) {
  enum Precision {
    DATE,
    TIME
  }

  /// Empty when there is no value, or a time of day without the zone that FHIR asks for. A year or
  /// a month stands for its first day.
  static Optional<Moment> of(BaseDateTimeType element) {
    String text = element.getValueAsString();
    if (text == null || text.length() < 4) {
      return Optional.empty();
    }
    try {
      LocalDate date = firstDay(text);
      if (text.indexOf('T') < 0) {
        return Optional.of(
            new Moment(date.atStartOfDay(ZoneOffset.UTC).toInstant(), date, Precision.DATE));
      }
      if (element.getTimeZone() == null && !element.isTimeZoneZulu()) {
        return Optional.empty();
      }
      return Optional.of(new Moment(element.getValue().toInstant(), date, Precision.TIME));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// First day of `2020`, `2020-03` or `2020-03-15…`.
  static LocalDate firstDay(String text) {
    int year = Integer.parseInt(text, 0, 4, 10);
    int month = text.length() < 7 ? 1 : Integer.parseInt(text, 5, 7, 10);
    int day = text.length() < 10 ? 1 : Integer.parseInt(text, 8, 10, 10);
    return LocalDate.of(year, month, day);
  }

  /// Last day of `2020`, `2020-03` or `2020-03-15…`.
  static LocalDate lastDay(String text) {
    LocalDate first = firstDay(text);
    if (text.length() < 7) {
      return first.plusYears(1).minusDays(1);
    }
    return text.length() < 10 ? first.plusMonths(1).minusDays(1) : first;
  }

  /// Whether this is surely later than the other; a date is later only from the next date on.
  boolean isAfter(Moment other) {
    return (precision == Precision.DATE || other.precision == Precision.DATE)
        ? date.isAfter(other.date)
        : at.isAfter(other.at);
  }

  @Override
  public String toString() {
    return "Moment[redacted]";
  }
}
