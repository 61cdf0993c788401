package org.cloister.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.HashMap;
import java.util.Map;

/// One public key of the issuer, for one algorithm.
///
/// @param thumbprint RFC 7638, tells whether two key sets hold the same key under one `kid`
/// @param verifier thread-safe
record VerificationKey(String thumbprint, JWSVerifier verifier) {

  /// How a token names its key.
  record Name(String kid, TokenAlgorithm algorithm) {}

  /// The keys of a set that can verify a token; all others (for encryption, symmetric, too short,
  /// unnamed) are left out. Where two share a name, the first one counts.
  static Map<Name, VerificationKey> allOf(JWKSet set) {
    Map<Name, VerificationKey> keys = new HashMap<>();
    for (JWK key : set.getKeys()) {
      if (key.getKeyID() == null || KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
        continue;
      }
      for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
        if (algorithm.suits(key)) {
          addTo(keys, new Name(key.getKeyID(), algorithm), key);
        }
      }
    }
    return Map.copyOf(keys);
  }

  private static void addTo(Map<Name, VerificationKey> keys, Name name, JWK key) {
    try {
      JWSVerifier verifier =
          key instanceof RSAKey rsa
              ? new RSASSAVerifier(rsa.toPublicJWK())
              : new ECDSAVerifier(((ECKey) key).toPublicJWK());
      keys.putIfAbsent(name, new VerificationKey(key.computeThumbprint().toString(), verifier));
    } catch (JOSEException e) {
      // A key that the JCA cannot use verifies nothing; tokens that name it are refused.
    }
  }
}
