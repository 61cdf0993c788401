package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MinorsTest {
  private static final Subject CHILD = new Subject("hospital", "ab".repeat(32));
  private static final Instant MADE = Instant.parse("2026-06-01T12:00:00Z");

  /// Who was born last in the five years is 20 one day before.
  @ParameterizedTest
  @CsvSource({"2025, 2050-01-01", "2020, 2045-01-01", "2015, 2040-01-01"})
  void keep_reachesTwoYearsBeyondMajority(int from, LocalDate until) {
    assertThat(keep(EnumSet.allOf(Retention.Law.class), OptionalInt.of(from)))
        .hasValueSatisfying(rider -> assertThat(rider.values().getLast()).isEqualTo(until));
  }

  @Test
  void keep_addsNothingWhereTheTermIsLonger() {
    assertThat(keep(EnumSet.allOf(Retention.Law.class), OptionalInt.of(2010))).isEmpty();
    assertThat(keep(EnumSet.allOf(Retention.Law.class), OptionalInt.of(1960))).isEmpty();
    assertThat(keep(EnumSet.allOf(Retention.Law.class), OptionalInt.empty())).isEmpty();
  }

  /// GDPR 5(1)(e): not longer than a law asks for.
  @Test
  void keep_addsNothingWhereTheStandardDoesNotBind() {
    assertThat(keep(Set.of(Retention.Law.HIPAA), OptionalInt.of(2025))).isEmpty();
  }

  private static Optional<Rider> keep(Set<Retention.Law> laws, OptionalInt birthYearsFrom) {
    Period term = Period.ofYears(10);
    return new Minors(new Retention(laws, term, term, term)).keep(CHILD, birthYearsFrom, MADE);
  }
}
