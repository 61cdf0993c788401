package org.cloister.policies.consent;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import com.google.errorprone.annotations.Immutable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;

/// A stretch of time, `from` included, `until` excluded.
///
/// A FHIR value names a stretch as long as its precision: `2022` is the whole year. Values without
/// a time zone are read as UTC days, so that every machine reads a Consent alike. "If the end of
/// the period is a date, the period includes that day"
/// (https://hl7.org/fhir/R4/datatypes.html#Period).
@Immutable
public record Span(Instant from, Instant until) {
  static final Span ALWAYS = new Span(Instant.MIN, Instant.MAX);

  public Span {
    if (until.isBefore(from)) {
      throw new IllegalArgumentException("a span ends before it begins");
    }
  }

  /// The stretch that one FHIR date, dateTime or instant names; empty where it has no value.
  public static Optional<Span> of(BaseDateTimeType value) {
    if (!value.hasValue()) {
      return Optional.empty();
    }
    TemporalPrecisionEnum precision = value.getPrecision();
    return switch (precision) {
      case YEAR -> {
        LocalDate day = LocalDate.of(value.getYear(), 1, 1);
        yield Optional.of(days(day, day.plusYears(1)));
      }
      case MONTH -> {
        LocalDate day = LocalDate.of(value.getYear(), value.getMonth() + 1, 1);
        yield Optional.of(days(day, day.plusMonths(1)));
      }
      case DAY -> {
        LocalDate day = LocalDate.of(value.getYear(), value.getMonth() + 1, value.getDay());
        yield Optional.of(days(day, day.plusDays(1)));
      }
      case MINUTE -> Optional.of(seconds(value.getValue().toInstant(), 60));
      case SECOND -> Optional.of(seconds(value.getValue().toInstant(), 1));
      case MILLI -> {
        Instant at = value.getValue().toInstant();
        yield Optional.of(new Span(at, at.plusMillis(1)));
      }
    };
  }

  /// The stretch of a Period; an absent end is open. Empty where an end is there but unreadable, or
  /// the ends are in the wrong order.
  public static Optional<Span> of(Period period) {
    Optional<Span> start =
        period.hasStartElement() ? of(period.getStartElement()) : Optional.of(ALWAYS);
    Optional<Span> end = period.hasEndElement() ? of(period.getEndElement()) : Optional.of(ALWAYS);
    if (start.isEmpty() || end.isEmpty() || end.get().until().isBefore(start.get().from())) {
      return Optional.empty();
    }
    return Optional.of(new Span(start.get().from(), end.get().until()));
  }

  boolean contains(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }

  boolean encloses(Span other) {
    return !other.from.isBefore(from) && !other.until.isAfter(until);
  }

  boolean overlaps(Span other) {
    return from.isBefore(other.until) && other.from.isBefore(until);
  }

  private static Span days(LocalDate first, LocalDate next) {
    return new Span(
        first.atStartOfDay(ZoneOffset.UTC).toInstant(),
        next.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static Span seconds(Instant from, long length) {
    return new Span(from, from.plusSeconds(length));
  }

  /// Dates of care identify people.
  @Override
  public String toString() {
    return "Span[redacted]";
  }
}
