package org.cloister.deid.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PopulationTest {
  @Test
  void risk_isTheBatchsOwnWhereThePopulationIsUnknownOrNoLarger() {
    assertThat(Population.UNKNOWN.risk(4, 100)).isEqualTo(0.25);
    assertThat(new Population(100).risk(4, 100)).isEqualTo(0.25);
  }

  /// Against the sum over the negative binomial itself, term by term.
  @ParameterizedTest
  @CsvSource({
    "1, 0.5",
    "1, 0.1",
    "1, 0.9",
    "2, 0.1",
    "2, 0.6",
    "7, 0.3",
    "7, 0.75",
    "40, 0.05",
    "40, 0.5",
    "500, 0.8",
    "500, 0.4"
  })
  void risk_isTheExpectationOfOneOverThePopulationsClass(int alike, double fraction) {
    double sum = 0;
    double probability = Math.pow(fraction, alike / 2.0);
    double scale = Math.pow(fraction, alike / 2.0);
    for (int f = alike; f < 100_000; f++) {
      sum += probability * scale / f;
      probability *= (1 - fraction) * f / (f + 1.0 - alike);
    }
    long persons = 1_000_000;
    assertThat(new Population(persons).risk(alike, Math.round(persons * fraction)))
        .isCloseTo(sum, within(sum * 1e-6));
  }

  @Test
  void risk_fallsWithLargerClassesAndLargerPopulations() {
    Random random = new Random(51);
    for (int i = 0; i < 5_000; i++) {
      long batch = 1L + random.nextInt(100_000);
      long persons = batch + random.nextInt(10_000_000);
      int alike = 1 + random.nextInt(300);
      double risk = new Population(persons).risk(alike, batch);
      assertThat(risk).as("seed 51, round %d", i).isPositive().isLessThanOrEqualTo(1.0 / alike);
      assertThat(new Population(persons).risk(alike + 1, batch)).isLessThan(risk);
      assertThat(new Population(persons * 2).risk(alike, batch)).isLessThan(risk);
    }
  }
}
