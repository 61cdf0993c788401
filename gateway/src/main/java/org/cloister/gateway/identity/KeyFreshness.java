package org.cloister.gateway.identity;

import java.time.Duration;

/// How closely the issuer's key set is followed.
///
/// @param freshFor a key that the issuer removes is refused at most this long after, while the
///   issuer can be reached
/// @param refetchInterval least time between two fetches, whoever causes them: a new key is known
///   at most this long after a token first names it
/// @param outageTolerance how long after the last successful fetch keys are still trusted while
///   fetches fail; at least `freshFor`
public record KeyFreshness(Duration freshFor, Duration refetchInterval, Duration outageTolerance) {
  public KeyFreshness {
    if (!refetchInterval.isPositive()
        || refetchInterval.compareTo(freshFor) >= 0
        || freshFor.compareTo(outageTolerance) > 0) {
      throw new IllegalArgumentException(
          "expected 0 < refetch interval < fresh for <= outage tolerance");
    }
  }

  /// 5 minutes, 10 seconds, 30 minutes.
  public static KeyFreshness standard() {
    return new KeyFreshness(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofMinutes(30));
  }

  /// From this age on keys are fetched anew in the background, so that no request waits.
  Duration refreshAhead() {
    return freshFor.multipliedBy(4).dividedBy(5);
  }
}
