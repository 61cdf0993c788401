package org.cloister.gateway.identity;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;

/// Where the issuer publishes its verification keys.
@FunctionalInterface
public interface KeySource {

  /// The keys as published now.
  ///
  /// @throws IOException if they cannot be had or understood; the message has no URL and no body
  JWKSet fetch() throws IOException;

  /// The JWK set at this address: `https`, or `http` on the loopback interface only.
  static KeySource at(URI jwks) {
    URI address = IssuerHttp.requireSafe(jwks);
    return () -> {
      try {
        return JWKSet.parse(IssuerHttp.get(address));
      } catch (ParseException e) {
        throw new IOException("the issuer's key set is not a JWK set", e);
      }
    };
  }

  /// The JWK set that the issuer's own metadata names, looked up when needed.
  static KeySource of(IssuerDiscovery discovery) {
    return () -> at(discovery.endpoints().jwks()).fetch();
  }

  /// Finds the issuer's key set through its metadata.
  static KeySource discoveredFrom(URI issuer, Clock clock) {
    return of(new IssuerDiscovery(issuer, clock));
  }
}
