package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.EnumSet;
import java.util.Set;
import org.cloister.gateway.compliance.erasure.Retention.Law;
import org.junit.jupiter.api.Test;

final class RetentionTest {
  private static final Instant MADE = Instant.parse("2026-11-25T10:00:00Z");

  private final Retention retention =
      new Retention(
          EnumSet.allOf(Law.class), Period.ofYears(10), Period.ofYears(10), Period.ofYears(10));

  @Test
  void least_isTheLongestTermOfTheLawsThatBind() {
    assertThat(Retention.least(EnumSet.allOf(Law.class))).isEqualTo(Period.ofYears(10));
    assertThat(Retention.least(Set.of(Law.HIPAA, Law.NEN_7513))).isEqualTo(Period.ofYears(6));
    assertThat(Retention.least(Set.of(Law.AI_ACT))).isEqualTo(Period.ofMonths(6));
  }

  @Test
  void disposal_isTheDayAfterTheTerm() {
    assertThat(retention.disposal(MADE)).isEqualTo(LocalDate.parse("2036-11-26"));
  }
}
