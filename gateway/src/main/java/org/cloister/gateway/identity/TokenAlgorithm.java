package org.cloister.gateway.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;

/// The signature algorithms that can be accepted at all. Symmetric ones and `none` do not exist
/// here, so no configuration can let them in (RFC 8725 §3.1 and §3.2).
public enum TokenAlgorithm {
  RS256(JWSAlgorithm.RS256),
  RS384(JWSAlgorithm.RS384),
  ES256(JWSAlgorithm.ES256),
  ES384(JWSAlgorithm.ES384);

  private static final int MIN_RSA_BITS = 2048;

  @SuppressWarnings("Immutable") // JWSAlgorithm is final with final fields, but not annotated.
  private final JWSAlgorithm jws;

  TokenAlgorithm(JWSAlgorithm jws) {
    this.jws = jws;
  }

  static Optional<TokenAlgorithm> of(JWSAlgorithm algorithm) {
    for (TokenAlgorithm known : values()) {
      if (known.jws.equals(algorithm)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /// Whether `key` is of the type, curve and strength that this algorithm asks for, and is not
  /// reserved for another algorithm.
  boolean suits(JWK key) {
    if (key.getAlgorithm() != null && !key.getAlgorithm().equals(jws)) {
      return false;
    }
    return switch (this) {
      case RS256, RS384 -> key instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS;
      case ES256 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256);
      case ES384 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_384);
    };
  }
}
