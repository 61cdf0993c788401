package org.cloister.deid;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.cloister.deid.generalise.PartialDate;
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
    return text == null ? Optional.empty() : PartialDate.parse(text).flatMap(d -> of(element, d));
  }

  private static Optional<Moment> of(BaseDateTimeType element, PartialDate written) {
    LocalDate date = written.firstDay();
    if (element.getValueAsString().indexOf('T') < 0) {
      return Optional.of(
          new Moment(date.atStartOfDay(ZoneOffset.UTC).toInstant(), date, Precision.DATE));
    }
    return element.getTimeZone() == null && !element.isTimeZoneZulu()
        ? Optional.empty()
        : Optional.of(new Moment(element.getValue().toInstant(), date, Precision.TIME));
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
