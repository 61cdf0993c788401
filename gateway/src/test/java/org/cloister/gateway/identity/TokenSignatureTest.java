package org.cloister.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Cause;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys, algorithms and signatures: every token here is one step away from a good one.
class TokenSignatureTest {
  private TestGate gate;

  @BeforeEach
  void start() throws IOException {
    gate = new TestGate();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
        Arguments.of(TestIssuer.RSA, JWSAlgorithm.RS256),
        Arguments.of(TestIssuer.RSA, JWSAlgorithm.RS384),
        Arguments.of(TestIssuer.P256, JWSAlgorithm.ES256),
        Arguments.of(TestIssuer.P384, JWSAlgorithm.ES384));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void authenticate_acceptsEachAllowedAlgorithm(JWK key, JWSAlgorithm algorithm) {
    assertThat(gate.authenticate(TestIssuer.sign(key, algorithm, gate.good())))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void authenticate_refusesAnAlgorithmThatTheRulesLeaveOut() {
    CallerAuthenticator onlyEs384 =
        gate.authenticator(
            new TokenRules(
                TestIssuer.ISSUER,
                TestIssuer.AUDIENCE,
                Set.of(TokenAlgorithm.ES384),
                Duration.ZERO));

    assertThat(onlyEs384.authenticate("Bearer " + TestGate.signed(gate.good())))
        .isEqualTo(new Unauthenticated(Cause.INVALID));
  }

  @Test
  void authenticate_refusesAlgNone() {
    assertThat(gate.cause(new PlainJWT(gate.good()).serialize())).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesAlgNoneOverAGoodPayloadAndSignature() {
    String token = TestGate.signed(gate.good());
    String payload = token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    String signature = token.substring(token.lastIndexOf('.') + 1);
    String none = Base64URL.encode("{\"alg\":\"none\",\"kid\":\"rsa-1\"}").toString();

    assertThat(gate.cause(none + payload)).isEqualTo(Cause.INVALID);
    assertThat(gate.cause(none + payload + signature)).isIn(Cause.INVALID, Cause.MALFORMED);
  }

  /// The classic confusion: the public key, which everybody has, used as an HMAC secret.
  @Test
  void authenticate_refusesHs256WithThePublicKeyAsSecret() throws JOSEException {
    byte[] secret = TestIssuer.RSA.toPublicJWK().toJSONString().getBytes(UTF_8);
    byte[] encoded = TestIssuer.RSA.toRSAPublicKey().getEncoded();
    for (byte[] attempt : List.of(secret, encoded)) {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), gate.good());
      jwt.sign(new MACSigner(attempt));

      assertThat(gate.cause(jwt.serialize())).isEqualTo(Cause.INVALID);
    }
  }

  @Test
  void authenticate_refusesAForgedSignatureUnderAKnownKid() {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build();

    assertThat(gate.cause(TestIssuer.sign(TestIssuer.OTHER_RSA, header, gate.good())))
        .isEqualTo(Cause.INVALID);
  }

  /// RFC 8725 §3.10: a key inside the token proves nothing.
  @Test
  void authenticate_ignoresAKeyOrAnAddressInsideTheHeader() throws Exception {
    try (TestIssuer attacker = new TestIssuer(TestIssuer.OTHER_RSA)) {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .keyID("rsa-2")
              .jwk(TestIssuer.OTHER_RSA.toPublicJWK())
              .jwkURL(attacker.jwks())
              .build();

      assertThat(gate.cause(TestIssuer.sign(TestIssuer.OTHER_RSA, header, gate.good())))
          .isEqualTo(Cause.INVALID);
      assertThat(attacker.fetches()).isZero();
    }
  }

  @Test
  void authenticate_refusesAnUnknownOrMissingKid() {
    JWSHeader wrong = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-9").build();
    JWSHeader missing = new JWSHeader.Builder(JWSAlgorithm.RS256).build();

    assertThat(gate.cause(TestIssuer.sign(TestIssuer.RSA, wrong, gate.good())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.cause(TestIssuer.sign(TestIssuer.RSA, missing, gate.good())))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesOtherTokenTypesAndCriticalExtensions() {
    JWSHeader logout =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .type(new JOSEObjectType("logout+jwt"))
            .build();
    JWSHeader critical =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("rsa-1")
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();

    assertThat(gate.cause(TestIssuer.sign(TestIssuer.RSA, logout, gate.good())))
        .isEqualTo(Cause.INVALID);
    assertThat(gate.cause(TestIssuer.sign(TestIssuer.RSA, critical, gate.good())))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesAShortRsaKeyEvenIfPublished() throws JOSEException {
    // Nimbus makes none below 2048 bits on its own.
    RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    gate.issuer.publish(weak);
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("weak").build(), gate.good());
    jwt.sign(new RSASSASigner(weak.toRSAPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())));

    assertThat(gate.cause(jwt.serialize())).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_changesOneCharacterOfARememberedTokenAndRefuses() {
    String token = TestGate.signed(gate.good());
    assertThat(gate.authenticate(token)).isInstanceOf(Authenticated.class);
    int middle = token.lastIndexOf('.') + 20;
    char flipped = token.charAt(middle) == 'A' ? 'B' : 'A';

    assertThat(gate.cause(token.substring(0, middle) + flipped + token.substring(middle + 1)))
        .isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_followsRotationAndRefusesARemovedKeyEvenForARememberedToken() {
    String old = TestGate.signed(gate.good());
    assertThat(gate.authenticate(old)).isInstanceOf(Authenticated.class);
    gate.issuer.publish(TestIssuer.OTHER_RSA);
    String fresh = TestIssuer.sign(TestIssuer.OTHER_RSA, JWSAlgorithm.RS256, gate.good());

    // The interval keeps a stranger from causing a fetch for each request.
    assertThat(gate.cause(fresh)).isEqualTo(Cause.INVALID);
    gate.clock.advance(Duration.ofSeconds(10));
    assertThat(gate.authenticate(fresh)).isInstanceOf(Authenticated.class);
    assertThat(gate.cause(old)).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_refusesARemovedKeyAtMostFiveMinutesLater() {
    String token =
        TestGate.signed(
            gate.claims()
                .expirationTime(Date.from(gate.clock.instant().plusSeconds(3600)))
                .build());
    assertThat(gate.authenticate(token)).isInstanceOf(Authenticated.class);
    gate.issuer.publish(TestIssuer.OTHER_RSA);

    gate.clock.advance(Duration.ofMinutes(5));

    assertThat(gate.cause(token)).isEqualTo(Cause.INVALID);
  }

  @Test
  void authenticate_outlastsAnOutageForHalfAnHourAndIsThenUnavailable() {
    assertThat(gate.authenticate(TestGate.signed(gate.good()))).isInstanceOf(Authenticated.class);
    gate.issuer.answerWith(500);

    gate.clock.advance(Duration.ofMinutes(30));
    assertThat(gate.authenticate(TestGate.signed(gate.good()))).isInstanceOf(Authenticated.class);
    gate.clock.advance(Duration.ofMinutes(1));
    String token = TestGate.signed(gate.good());
    assertThat(gate.cause(token)).isEqualTo(Cause.UNAVAILABLE);

    gate.issuer.answerWith(200);
    gate.clock.advance(Duration.ofSeconds(10));
    assertThat(gate.authenticate(token)).isInstanceOf(Authenticated.class);
  }

  @Test
  void authenticate_isUnavailableWhileTheIssuerWasNeverReached() {
    gate.issuer.answerWith(503);

    assertThat(gate.cause(TestGate.signed(gate.good()))).isEqualTo(Cause.UNAVAILABLE);
    assertThat(gate.cause("garbage")).isEqualTo(Cause.MALFORMED);
  }

  @Test
  void keySource_refusesPlainHttpBeyondTheLoopbackInterface() {
    assertThatThrownBy(() -> KeySource.at(URI.create("http://idp.example/jwks")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeySource.at(URI.create("file:///etc/jwks")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
