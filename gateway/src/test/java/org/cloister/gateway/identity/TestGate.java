package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Cause;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.policies.Caller;
import org.cloister.testkit.SettableClock;

/// A [CallerAuthenticator] that trusts a [TestIssuer], at a time that the test sets.
final class TestGate implements AutoCloseable {
  final SettableClock clock = SettableClock.at("2026-03-01T08:00:00Z");
  final TestIssuer issuer;
  final CallerAuthenticator authenticator;

  TestGate() throws IOException {
    issuer = new TestIssuer(TestIssuer.RSA, TestIssuer.P256, TestIssuer.P384);
    authenticator = authenticator(TokenRules.of(TestIssuer.ISSUER, TestIssuer.AUDIENCE));
  }

  CallerAuthenticator authenticator(TokenRules rules) {
    IssuerKeys keys =
        new IssuerKeys(KeySource.at(issuer.jwks()), KeyFreshness.standard(), clock, Runnable::run);
    return new CallerAuthenticator(rules, keys, clock);
  }

  JWTClaimsSet.Builder claims() {
    return TestIssuer.claims(clock);
  }

  JWTClaimsSet good() {
    return claims().build();
  }

  static String signed(JWTClaimsSet claims) {
    return TestIssuer.sign(TestIssuer.RSA, JWSAlgorithm.RS256, claims);
  }

  Authentication authenticate(String token) {
    return authenticator.authenticate("Bearer " + token);
  }

  Caller caller(String token) {
    Authentication answer = authenticate(token);
    assertThat(answer).isInstanceOf(Authenticated.class);
    return ((Authenticated) answer).caller();
  }

  Cause cause(String token) {
    Authentication answer = authenticate(token);
    assertThat(answer).isInstanceOf(Unauthenticated.class);
    return ((Unauthenticated) answer).cause();
  }

  @Override
  public void close() {
    issuer.close();
  }
}
