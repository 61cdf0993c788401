package org.cloister.deid.risk;

/// The people among whom an attacker looks for someone who may or may not be in the batch.
///
/// @param persons how many there are; 0 where nobody knows
public record Population(long persons) {
  /// Then the batch itself is taken for the population, which can only overstate the risk.
  public static final Population UNKNOWN = new Population(0);

  private static final double SMALLEST_TERM = 1e-16;

  public Population {
    if (persons < 0) {
      throw new IllegalArgumentException("a population of fewer than none");
    }
  }

  /// The chance of picking the right person in the population, for one who looks like `alike`
  /// persons of the batch: the expectation of 1/F, where F is how many of the population look so.
  ///
  /// The batch is taken for a random sample: each of the F came into it with probability p =
  /// batch/population, so that F given `alike` is negative binomial (Benedetti and Franconi,
  /// *Statistical and technological solutions for controlled data dissemination*, 1998; the
  /// individual risk of µ-ARGUS and sdcMicro). With q = 1 - p its expectation is
  ///
  ///     E(1/F) = ∫ u^(alike-1) p / (p + q u) du over 0..1,
  ///
  /// which is p/q · ln(1/p) for a person unique in the batch. From there the recursion E(f+1) =
  /// p/q · (1/f - E(f)) goes on while it is stable (p below q); else the integral's series in
  /// powers of q, which then more than halves from term to term.
  double risk(int alike, long batch) {
    if (persons <= batch) {
      return 1.0 / alike;
    }
    double p = (double) batch / persons;
    double q = 1 - p;
    if (p >= q) {
      return series(alike, p, q);
    }
    double risk = p / q * -Math.log(p);
    for (int f = 1; f < alike; f++) {
      risk = p / q * (1.0 / f - risk);
    }
    return risk;
  }

  private static double series(int alike, double p, double q) {
    double term = p / alike;
    double sum = term;
    for (int k = 1; term > sum * SMALLEST_TERM; k++) {
      term *= q * k / (alike + k);
      sum += term;
    }
    return sum;
  }
}
