package org.cloister.gateway.identity;

import org.cloister.policies.Caller;

/// What a request's `Authorization` header proves.
public sealed interface Authentication {

  /// The token is genuine, current, meant for this gateway and complete.
  record Authenticated(Caller caller) implements Authentication {}

  /// Nobody is authenticated. The cause belongs in the audit record; towards the client all causes
  /// but [Cause#EXPIRED] and [Cause#UNAVAILABLE] look the same.
  record Unauthenticated(Cause cause) implements Authentication {}

  /// Why nobody is authenticated.
  enum Cause {
    /// No `Authorization` header.
    MISSING,
    /// Not a bearer token in JWS compact form, or longer than
    /// [CallerAuthenticator#MAX_TOKEN_LENGTH].
    MALFORMED,
    /// Genuine, but past its `exp`.
    EXPIRED,
    /// Signature, key, algorithm, type, issuer, audience, `nbf`, `iat` or a required claim is
    /// wrong.
    INVALID,
    /// The issuer's keys cannot be had, so nothing can be said about the token.
    UNAVAILABLE
  }
}
