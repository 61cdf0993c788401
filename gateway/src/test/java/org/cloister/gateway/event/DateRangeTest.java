package org.cloister.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateRangeTest {
  /// https://hl7.org/fhir/R4/search.html#prefix
  @ParameterizedTest
  @CsvSource({
    "2026, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "eq2026-02, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
    "2026-11-24, 2026-11-24T00:00:00Z, 2026-11-25T00:00:00Z",
    "2026-11-24T10:30, 2026-11-24T10:30:00Z, 2026-11-24T10:31:00Z",
    "2026-11-24T10:30:05+02:00, 2026-11-24T08:30:05Z, 2026-11-24T08:30:06Z",
    "2026-11-24T10:30:05.250Z, 2026-11-24T10:30:05.250Z, 2026-11-24T10:30:05.251Z"
  })
  void parse_aValueStandsForAllInstantsOfItsPrecision(String text, Instant from, Instant until) {
    assertThat(DateRange.parse(text)).hasValue(new DateRange(from, until));
  }

  @ParameterizedTest
  @CsvSource({
    "ge2026-11-24, 2026-11-24T00:00:00Z, ",
    "gt2026-11-24, 2026-11-25T00:00:00Z, ",
    "sa2026-11-24, 2026-11-25T00:00:00Z, ",
    "le2026-11-24, , 2026-11-25T00:00:00Z",
    "lt2026-11-24, , 2026-11-24T00:00:00Z",
    "eb2026-11-24, , 2026-11-24T00:00:00Z"
  })
  void parse_prefixesOpenThePeriodAtOneEnd(String text, Instant from, Instant until) {
    assertThat(DateRange.parse(text))
        .hasValue(
            new DateRange(
                from == null ? DateRange.ALWAYS.from() : from,
                until == null ? DateRange.ALWAYS.until() : until));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "ne2026", "ap2026", "2026-13", "2026-11-24T", "20261124"})
  void parse_refusesWhatNamesNoPeriod(String text) {
    assertThat(DateRange.parse(text)).isEmpty();
  }

  @Test
  void and_isThePeriodThatBothName() {
    DateRange both =
        DateRange.parse("ge2026-11-24")
            .orElseThrow()
            .and(DateRange.parse("lt2026-11-26").orElseThrow());
    assertThat(both)
        .isEqualTo(
            new DateRange(
                Instant.parse("2026-11-24T00:00:00Z"), Instant.parse("2026-11-26T00:00:00Z")));
  }
}
