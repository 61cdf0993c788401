package org.cloister.gateway.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/// Client assertions of SMART Backend Services: signed by a registered key with RS384 or ES384, for
/// at most 5 minutes, each `jti` once. Issuer, subject, audience and times are Spring's checks.
final class ClientAssertions implements JwtDecoderFactory<RegisteredClient> {
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

  /// SMART 2.2, Backend Services: "no more than five minutes in the future"; plus clock skew.
  private static final Duration LONGEST = Duration.ofMinutes(5).plusSeconds(60);

  private static final int MOST_SEEN = 10_000;

  private final DemoIssuer issuer;
  private final Clock clock;
  private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

  /// Used assertions, until when they must not come again.
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();

  ClientAssertions(DemoIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public JwtDecoder createDecoder(RegisteredClient client) {
    return decoders.computeIfAbsent(client.getClientId(), _ -> decoder(client));
  }

  private JwtDecoder decoder(RegisteredClient client) {
    DemoClient known = DemoClient.named(client.getClientId()).orElseThrow();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            ALGORITHMS, new ImmutableJWKSet<>(issuer.credential(known).publicKeys())));
    // The claims are the validators' business.
    processor.setJWTClaimsSetVerifier((_, _) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            JwtClientAssertionDecoderFactory.DEFAULT_JWT_VALIDATOR_FACTORY.apply(client),
            this::once));
    return decoder;
  }

  private OAuth2TokenValidatorResult once(Jwt assertion) {
    Instant now = clock.instant();
    Instant expiry = assertion.getExpiresAt();
    String id = assertion.getId();
    boolean shortLived = expiry != null && !expiry.isAfter(now.plus(LONGEST));
    if (!shortLived || id == null || !firstUse(assertion.getSubject() + " " + id, now)) {
      return OAuth2TokenValidatorResult.failure(
          new OAuth2Error(
              OAuth2ErrorCodes.INVALID_CLIENT, "assertion too long-lived or used", null));
    }
    return OAuth2TokenValidatorResult.success();
  }

  /// When the memory is full of current assertions, new ones are refused rather than old ones
  /// forgotten.
  private boolean firstUse(String use, Instant now) {
    if (seen.size() >= MOST_SEEN) {
      seen.values().removeIf(until -> until.isBefore(now));
    }
    return seen.size() < MOST_SEEN
        && seen.putIfAbsent(use, now.plus(LONGEST.multipliedBy(2))) == null;
  }
}
