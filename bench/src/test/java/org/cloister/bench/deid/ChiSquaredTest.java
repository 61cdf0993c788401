package org.cloister.bench.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChiSquaredTest {
  /// Critical values as statistical tables print them (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
  @ParameterizedTest
  @CsvSource({
    "2.706, 1, 0.10",
    "3.841, 1, 0.05",
    "6.635, 1, 0.01",
    "18.307, 10, 0.05",
    "23.209, 10, 0.01",
    "124.342, 100, 0.05",
    "61.918, 100, 0.999"
  })
  void pValue_isThatOfTheTables(double statistic, int freedom, double p) {
    assertThat(new ChiSquared(statistic, freedom).pValue()).isCloseTo(p, within(5e-5 + p * 1e-3));
  }

  /// With two degrees of freedom the distribution is the exponential one.
  @Test
  void pValue_ofTwoDegreesIsExact() {
    for (double x = 0; x < 60; x += 0.25) {
      assertThat(new ChiSquared(x, 2).pValue()).isCloseTo(Math.exp(-x / 2), within(1e-12));
    }
  }

  @Test
  void ofUniform_ofEqualCountsIsCertain() {
    long[] counts = new long[730];
    Arrays.fill(counts, 137);
    ChiSquared test = ChiSquared.ofUniform(counts);
    assertThat(test.freedom()).isEqualTo(729);
    assertThat(test.pValue()).isEqualTo(1);
  }

  @Test
  void ofUniform_acceptsEvenDrawsAndFindsOneCellTooOften() {
    long[] counts = new long[730];
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      counts[random.nextInt(counts.length)]++;
    }
    assertThat(ChiSquared.ofUniform(counts).pValue()).isBetween(0.01, 0.99);
    counts[99] += 1000; // one patient in a hundred, as with offsets modulo 101
    assertThat(ChiSquared.ofUniform(counts).pValue()).isLessThan(1e-9);
  }
}
