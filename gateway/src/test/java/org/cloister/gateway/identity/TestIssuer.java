package org.cloister.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An issuer that serves a key set over HTTP, signs whatever a test asks for, and can fail.
final class TestIssuer implements AutoCloseable {
  static final String ISSUER = "https://idp.example";
  static final String AUDIENCE = "https://gateway.example/fhir";

  /// RSA keys cost a while to make, so all tests share them.
  static final RSAKey RSA = rsa("rsa-1");

  static final RSAKey OTHER_RSA = rsa("rsa-2");
  static final ECKey P256 = ec(Curve.P_256, "ec-256");
  static final ECKey P384 = ec(Curve.P_384, "ec-384");

  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<JWK> published;
  private volatile int status = 200;

  TestIssuer(JWK... published) throws IOException {
    this.published = List.of(published);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/jwks", () -> new JWKSet(this.published).toPublicJWKSet().toString());
    server.start();
  }

  interface Content {
    String text();
  }

  void serve(String path, Content content) {
    server.createContext(
        path,
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = content.text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  void publish(JWK... keys) {
    published = List.of(keys);
  }

  void answerWith(int newStatus) {
    status = newStatus;
  }

  int fetches() {
    return fetches.get();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  URI jwks() {
    return base().resolve("/jwks");
  }

  /// The claims of a good token that lives for 5 minutes.
  static JWTClaimsSet.Builder claims(Clock clock) {
    Instant now = clock.instant();
    return new JWTClaimsSet.Builder()
        .subject("practitioner-7")
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .jwtID("token-1")
        .claim("client_id", "ehr")
        .claim("tenant", "north")
        .claim("roles", List.of("clinician"))
        .claim("scope", "system/*.rs system/RiskAssessment.c openid")
        .claim("purpose_of_use", List.of("TREAT", "HPAYMT"));
  }

  static String sign(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    return sign(
        key,
        new JWSHeader.Builder(algorithm)
            .keyID(key.getKeyID())
            .type(new JOSEObjectType("at+jwt"))
            .build(),
        claims);
  }

  static String sign(JWK key, JWSHeader header, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner(key.toECKey());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec(Curve curve, String kid) {
    try {
      return new ECKeyGenerator(curve).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
