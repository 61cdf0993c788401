package org.cloister.gateway.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/// Client assertions of SMART Backend Services.
final class SignedAssertions {
  private SignedAssertions() {}

  static String of(DemoClient client, URI audience, String id) {
    return sign(TestIssuer.P384, claims(client, audience, id, Duration.ofMinutes(4)));
  }

  static String longLived(DemoClient client, URI audience) {
    return sign(TestIssuer.P384, claims(client, audience, "long", Duration.ofHours(1)));
  }

  static String ofOtherKey(DemoClient client, URI audience) throws Exception {
    return sign(
        new ECKeyGenerator(Curve.P_384).keyID(TestIssuer.P384.getKeyID()).generate(),
        claims(client, audience, "other", Duration.ofMinutes(4)));
  }

  static String form(String assertion) {
    return "grant_type=client_credentials"
        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        + "&client_assertion="
        + assertion;
  }

  private static JWTClaimsSet claims(DemoClient client, URI audience, String id, Duration life) {
    return new JWTClaimsSet.Builder()
        .issuer(client.clientId())
        .subject(client.clientId())
        .audience(audience.toString())
        .jwtID(id)
        .expirationTime(Date.from(Instant.now().plus(life)))
        .build();
  }

  private static String sign(JWK key, JWTClaimsSet claims) {
    return TestIssuer.sign(
        key, new JWSHeader.Builder(JWSAlgorithm.ES384).keyID(key.getKeyID()).build(), claims);
  }
}
