package org.cloister.gateway.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;

/// Tokens that the demo's issuer would not issue: signed with its own key, which lies in the data
/// directory, or with another. Each method gives the value of an `Authorization` header.
final class IssuedTokens {
  private final RSAKey key;
  private final SignedJWT genuine;

  IssuedTokens(TestGateway gateway) throws IOException {
    try {
      key = RSAKey.parse(Files.readString(gateway.data().resolve("keys").resolve("issuer.jwk")));
      genuine = SignedJWT.parse(gateway.token(DemoClient.VIEWER).substring("Bearer ".length()));
    } catch (ParseException e) {
      throw new IOException("the issuer's key or token cannot be read", e);
    }
  }

  /// The claims of a token that reads everything for treatment.
  JWTClaimsSet.Builder claims() {
    try {
      return new JWTClaimsSet.Builder(genuine.getJWTClaimsSet());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  String withScope(String scope) throws JOSEException {
    return signed(claims().claim("scope", scope));
  }

  String expired() throws JOSEException {
    Instant end = Instant.now().minus(Duration.ofHours(1));
    return signed(
        claims().issueTime(Date.from(end.minusSeconds(300))).expirationTime(Date.from(end)));
  }

  String ofOtherIssuer() throws JOSEException {
    return signed(claims().issuer("https://elsewhere.example"));
  }

  String forOtherAudience() throws JOSEException {
    return signed(claims().audience("https://elsewhere.example/fhir"));
  }

  String withBrokenSignature() {
    String[] parts = genuine.serialize().split("\\.", -1);
    char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';
    return "Bearer " + parts[0] + "." + parts[1] + "." + first + parts[2].substring(1);
  }

  String ofOtherKey() throws JOSEException {
    RSAKey other = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
    return sign(new RSASSASigner(other), JWSAlgorithm.RS256, claims());
  }

  /// The public key as a shared secret: the classic confusion of algorithms.
  String macedWithThePublicKey() throws JOSEException {
    return sign(new MACSigner(key.toRSAPublicKey().getEncoded()), JWSAlgorithm.HS256, claims());
  }

  String unsigned() {
    return "Bearer " + new PlainJWT(claims().build()).serialize();
  }

  String signed(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(new RSASSASigner(key), JWSAlgorithm.RS256, claims);
  }

  private String sign(JWSSigner signer, JWSAlgorithm algorithm, JWTClaimsSet.Builder claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm)
                .keyID(key.getKeyID())
                .type(genuine.getHeader().getType())
                .build(),
            claims.build());
    jwt.sign(signer);
    return "Bearer " + jwt.serialize();
  }
}
