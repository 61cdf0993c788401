package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Cause;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The header, issuer, audience and times: every token here is one step away from a good one.
class CallerAuthenticatorTest {
  private TestGate gate;

  @BeforeEach
  void start() throws IOException {
    gate = new TestGate();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idp.example/",
        "https://IDP.example",
        "https://idp.example.attacker.test",
        "http://idp.example"
      })
  void authenticate_comparesTheIssuerExactly(String other) {
    assertThat(gate.cause(TestGate.signed(gate.claims().issuer(other).build())))
        .isEqualTo(Cause.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gateway.example/fhir/",
        "https://gateway.example",
        "https://gateway.example/fhir2",
        "ehr"
      })
  void authenticate_comparesTheAudienceExactly(String other) {
    assertThat(gate.cause(TestGate.signed(gate.claims().audience(other).build())))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesAfterExpPlusTheClockSkewAndNotBefore() {
    String token = TestGate.signed(gate.good());

    gate.clock.advance(Duration.ofSeconds(300 + 29));
    assertThat(gate.authenticate(token)).isInstanceOf(Authenticated.class);
    gate.clock.advance(Duration.ofSeconds(1));
    assertThat(gate.cause(token)).isEqualTo(Cause.EXPIRED);
  }

  @Test
  void authenticate_saysExpiredOnlyOfTokensThatWereOnceGood() {
    JWTClaimsSet foreign = gate.claims().issuer("https://other.example").build();
    String forged =
        TestIssuer.sign(
            TestIssuer.OTHER_RSA,
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build(),
            gate.good());
    String foreignToken = TestGate.signed(foreign);
    gate.clock.advance(Duration.ofHours(1));

    assertThat(gate.cause(foreignToken)).isEqualTo(Cause.INVALID);
    assertThat(gate.cause(forged)).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesATokenFromTheFuture() {
    Date later = Date.from(gate.clock.instant().plusSeconds(31));
    Date soon = Date.from(gate.clock.instant().plusSeconds(30));

    assertThat(gate.cause(TestGate.signed(gate.claims().notBeforeTime(later).build())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.cause(TestGate.signed(gate.claims().issueTime(later).build())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.authenticate(TestGate.signed(gate.claims().notBeforeTime(soon).build())))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void authenticate_saysMissingOnlyWhenThereIsNoHeader() {
    assertThat(gate.authenticator.authenticate(null)).isEqualTo(new Unauthenticated(Cause.MISSING));
    assertThat(gate.authenticator.authenticate(" ")).isEqualTo(new Unauthenticated(Cause.MISSING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Basic ZWhyOnNlY3JldA==",
        "Bearer abc",
        "Bearer a.b",
        "Bearer a.b.c",
        "Bearer ...",
        "Bearer a.b.c.d.e",
        "Bearer eyJhbGciOiJSUzI1NiJ9.\u00e4.c",
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c, Bearer eyJhbGciOiJSUzI1NiJ9.e30.c",
        "Bearer {\"alg\":\"none\"}"
      })
  void authenticate_saysMalformedOfGarbage(String header) {
    assertThat(gate.authenticator.authenticate(header))
        .isEqualTo(new Unauthenticated(Cause.MALFORMED));
  }

  @Test
  void authenticate_doesNotLookAtOversizedTokens() {
    String token = TestGate.signed(gate.claims().claim("padding", "x".repeat(8192)).build());

    assertThat(gate.cause(token)).isEqualTo(Cause.MALFORMED);
    assertThat(gate.issuer.fetches()).isZero();
  }

  @Test
  void authenticate_acceptsTheSchemeInAnyCase() {
    assertThat(gate.authenticator.authenticate("bEARER  " + TestGate.signed(gate.good())))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void authenticate_answersAlikeWhenItRemembersTheToken() {
    String token = TestGate.signed(gate.good());

    assertThat(gate.authenticate(token)).isEqualTo(gate.authenticate(token));
    assertThat(gate.issuer.fetches()).isEqualTo(1);
  }

  @Test
  void authenticate_neverRemembersATokenPastItsExp() {
    CallerAuthenticator strict =
        gate.authenticator(
            new TokenRules(
                TestIssuer.ISSUER,
                TestIssuer.AUDIENCE,
                Set.of(TokenAlgorithm.RS256),
                Duration.ZERO));
    Instant now = gate.clock.instant();
    String token =
        TestGate.signed(gate.claims().expirationTime(Date.from(now.plusSeconds(20))).build());

    gate.clock.advance(Duration.ofSeconds(19));
    assertThat(strict.authenticate("Bearer " + token)).isInstanceOf(Authenticated.class);
    gate.clock.advance(Duration.ofSeconds(1));
    assertThat(strict.authenticate("Bearer " + token))
        .isEqualTo(new Unauthenticated(Cause.EXPIRED));
  }

  @Test
  void authentication_showsNoClaimInItsText() {
    assertThat(gate.authenticate(TestGate.signed(gate.good())).toString())
        .doesNotContain("practitioner-7", "north");
  }

  @Test
  void tokenRules_refuseMoreThanThirtySecondsOfSkewAndNoAlgorithm() {
    Set<TokenAlgorithm> rs256 = Set.of(TokenAlgorithm.RS256);
    Duration tooMuch = Duration.ofSeconds(31);

    assertThatThrownBy(() -> new TokenRules("i", "a", rs256, tooMuch))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenRules("i", "a", Set.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenRules("", "a", rs256, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
