package org.cloister.gateway.identity;

import java.time.Duration;
import java.util.Set;

/// What an access token has to look like.
///
/// @param issuer `iss`, compared character by character
/// @param audience one of `aud`, compared character by character: the FHIR base URL
/// @param algorithms accepted signature algorithms, at least one
/// @param clockSkew how far the issuer's clock may be off, 0 to 30 seconds
public record TokenRules(
    String issuer, String audience, Set<TokenAlgorithm> algorithms, Duration clockSkew) {
  static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(30);

  public TokenRules {
    algorithms = Set.copyOf(algorithms);
    if (issuer.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException("an issuer and an audience are required");
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("at least one signature algorithm is required");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_CLOCK_SKEW) > 0) {
      throw new IllegalArgumentException("the clock skew must be between 0 and 30 seconds");
    }
  }

  /// All of [TokenAlgorithm], and the full 30 seconds of clock skew.
  public static TokenRules of(String issuer, String audience) {
    return new TokenRules(issuer, audience, Set.of(TokenAlgorithm.values()), MAX_CLOCK_SKEW);
  }
}
