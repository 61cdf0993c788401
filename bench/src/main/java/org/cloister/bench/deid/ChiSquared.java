package org.cloister.bench.deid;

/// Pearson's test of whether counts are those of equally likely cells.
///
/// @param statistic sum of (observed - expected)^2 / expected
/// @param freedom degrees of freedom
record ChiSquared(double statistic, int freedom) {
  private static final double EPSILON = 1e-14;
  private static final int MOST_STEPS = 100_000;

  /// From here on Stirling's series with three terms has all digits of a double but the last.
  private static final double STIRLING_FROM = 20;

  /// @param counts of two cells or more, with an observation or more
  static ChiSquared ofUniform(long[] counts) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    double expected = (double) all / counts.length;
    double sum = 0;
    for (long count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return new ChiSquared(sum, counts.length - 1);
  }

  /// The probability of a statistic as large or larger if all cells are equally likely: Q(k/2,
  /// x/2), the upper regularised incomplete gamma function (NIST Digital Library of Mathematical
  /// Functions, 8.2.4).
  double pValue() {
    double a = freedom / 2.0;
    double x = statistic / 2;
    if (x <= 0) {
      return 1;
    }
    return x < a + 1 ? 1 - lower(a, x) : upper(a, x);
  }

  /// P(a, x) by its power series, DLMF 8.11.4.
  private static double lower(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < MOST_STEPS && term > sum * EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale(a, x);
  }

  /// Q(a, x) by its continued fraction, DLMF 8.9.2, evaluated forwards (Lentz).
  private static double upper(double a, double x) {
    double b = x + 1 - a;
    double c = Double.MAX_VALUE;
    double d = 1 / b;
    double fraction = d;
    for (int n = 1; n < MOST_STEPS; n++) {
      double numerator = -n * (n - a);
      b += 2;
      d = 1 / (numerator * d + b);
      c = b + numerator / c;
      double step = c * d;
      fraction *= step;
      if (Math.abs(step - 1) < EPSILON) {
        break;
      }
    }
    return fraction * scale(a, x);
  }

  /// x^a e^-x / Gamma(a).
  private static double scale(double a, double x) {
    return Math.exp(a * Math.log(x) - x - logGamma(a));
  }

  /// DLMF 5.11.1, after Gamma(a + 1) = a Gamma(a) has made the argument large.
  private static double logGamma(double a) {
    double shift = 0;
    double z = a;
    while (z < STIRLING_FROM) {
      shift += Math.log(z);
      z++;
    }
    double inverse = 1 / z;
    double square = inverse * inverse;
    double series = inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
