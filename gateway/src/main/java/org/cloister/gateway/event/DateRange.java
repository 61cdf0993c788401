package org.cloister.gateway.event;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The period that a value of a FHIR date search names (https://hl7.org/fhir/R4/search.html#date):
/// `2026`, `ge2026-11`, `lt2026-11-24T10:00Z`. A value stands for all instants of its precision;
/// one without a time zone is read as UTC.
///
/// @param from first instant that matches
/// @param until first instant after those that match
record DateRange(Instant from, Instant until) {
  // What PostgreSQL's timestamps and Java's instants both reach.
  static final DateRange ALWAYS =
      new DateRange(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));

  private static final Pattern VALUE = Pattern.compile("([a-z]{2})?([0-9].*)");
  private static final Pattern TIME =
      Pattern.compile(
          "(.*T[0-9]{2}:[0-9]{2})(:[0-9]{2})?(\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?");

  /// Empty for what is no date, and for the prefixes `ne` and `ap`, which name no one period.
  static Optional<DateRange> parse(String text) {
    Matcher value = VALUE.matcher(text);
    if (!value.matches()) {
      return Optional.empty();
    }
    String prefix = value.group(1) == null ? "eq" : value.group(1);
    return named(value.group(2))
        .flatMap(named ->
            switch (prefix) {
              case "eq" -> Optional.of(named);
              case "ge" -> Optional.of(new DateRange(named.from, ALWAYS.until));
              case "gt", "sa" -> Optional.of(new DateRange(named.until, ALWAYS.until));
              case "le" -> Optional.of(new DateRange(ALWAYS.from, named.until));
              case "lt", "eb" -> Optional.of(new DateRange(ALWAYS.from, named.from));
              default -> Optional.empty();
            });
  }

  DateRange and(DateRange other) {
    return new DateRange(
        from.isAfter(other.from) ? from : other.from,
        until.isBefore(other.until) ? until : other.until);
  }

  private static Optional<DateRange> named(String text) {
    try {
      if (text.matches("[0-9]{4}")) {
        int year = Integer.parseInt(text);
        return Optional.of(days(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1)));
      }
      if (text.matches("[0-9]{4}-[0-9]{2}")) {
        YearMonth month = YearMonth.parse(text);
        return Optional.of(days(month.atDay(1), month.plusMonths(1).atDay(1)));
      }
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(days(day, day.plusDays(1)));
      }
      return time(text);
    } catch (DateTimeParseException noDate) {
      return Optional.empty();
    }
  }

  private static Optional<DateRange> time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    String seconds = time.group(2);
    String fraction = time.group(3);
    String zone = time.group(4) == null ? "Z" : time.group(4);
    Instant first =
        OffsetDateTime.parse(
                time.group(1)
                    + (seconds == null ? ":00" : seconds)
                    + (fraction == null ? "" : fraction)
                    + zone)
            .toInstant();
    return Optional.of(new DateRange(first, first.plus(precision(seconds, fraction))));
  }

  private static Duration precision(@Nullable String seconds, @Nullable String fraction) {
    if (seconds == null) {
      return Duration.ofMinutes(1);
    }
    if (fraction == null) {
      return Duration.ofSeconds(1);
    }
    Duration precision = Duration.ofSeconds(1);
    for (int digit = 1; digit < fraction.length(); digit++) {
      precision = precision.dividedBy(10);
    }
    return precision;
  }

  private static DateRange days(LocalDate first, LocalDate after) {
    return new DateRange(
        first.atStartOfDay(ZoneOffset.UTC).toInstant(),
        after.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
