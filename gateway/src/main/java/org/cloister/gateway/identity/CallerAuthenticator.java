package org.cloister.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.cloister.gateway.identity.Authentication.Authenticated;
import org.cloister.gateway.identity.Authentication.Cause;
import org.cloister.gateway.identity.Authentication.Unauthenticated;
import org.cloister.gateway.identity.VerificationKey.Name;
import org.cloister.policies.Caller;
import org.jspecify.annotations.Nullable;

/// Says who is calling, from a signed JWT access token of the one trusted issuer.
///
/// A caller comes out only if all of this holds: the signature verifies with the key that the
/// header's `kid` names in the issuer's own key set, under an allowed asymmetric algorithm; `iss`
/// and `aud` are ours; `iat` and `nbf` are past and `exp` is not, within the clock skew; `sub`,
/// `jti`, `client_id` (or `azp`), `tenant`, `roles`, `scope` and `purpose_of_use` are present and
/// readable. Claims are not looked at before the signature holds. Keys or addresses inside the
/// token (`jwk`, `jku`, `x5u`) are ignored (RFC 8725 §3.10), critical extensions refused.
///
/// **How long a token outlives its revocation.** A verified token is remembered for 60 seconds at
/// most and never past its `exp` or past the removal of a key from the issuer's set as [IssuerKeys]
/// learns of it. A removed key is thus refused after [KeyFreshness#freshFor], or, while the issuer
/// cannot be reached, after [KeyFreshness#outageTolerance]. A single token cannot be revoked sooner
/// than its `exp`: let the issuer keep lives short.
///
/// Thread-safe. Never throws for any header. Never logs.
public final class CallerAuthenticator {
  /// In characters; longer tokens are not looked at.
  public static final int MAX_TOKEN_LENGTH = 8192;

  private static final String SCHEME = "Bearer ";

  /// JWS compact form (RFC 7515 §7.1); the signature is missing where `alg` is `none`.
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+\\.[A-Za-z0-9_-]*+");

  /// RFC 9068 §2.1 and the plain `JWT` of older issuers; absent counts as `JWT`. Other types
  /// (logout, DPoP, security events) are signed with the same keys and mean something else.
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final TokenRules rules;
  private final IssuerKeys keys;
  private final Clock clock;
  private final VerifiedTokens remembered = new VerifiedTokens();

  public CallerAuthenticator(TokenRules rules, IssuerKeys keys, Clock clock) {
    this.rules = rules;
    this.keys = keys;
    this.clock = clock;
  }

  /// @param authorizationHeader the request's only `Authorization` header, null if it has none
  public Authentication authenticate(@Nullable String authorizationHeader) {
    if (authorizationHeader == null || authorizationHeader.isBlank()) {
      return new Unauthenticated(Cause.MISSING);
    }
    // RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1).
    if (!authorizationHeader.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Unauthenticated(Cause.MALFORMED);
    }
    String token = authorizationHeader.substring(SCHEME.length()).strip();
    if (token.length() > MAX_TOKEN_LENGTH) {
      return new Unauthenticated(Cause.MALFORMED);
    }
    VerifiedTokens.Key key = VerifiedTokens.Key.of(token);
    Optional<Caller> known = remembered(key);
    return known.isPresent() ? new Authenticated(known.get()) : verify(token, key);
  }

  /// Forgets who was verified: to be called after an erasure. Each token costs one more check.
  public void forget() {
    remembered.forget();
  }

  private Optional<Caller> remembered(VerifiedTokens.Key key) {
    Instant now = clock.instant();
    OptionalLong generation = keys.generation();
    return generation.isPresent()
        ? remembered.find(key, generation.getAsLong(), now)
        : Optional.empty();
  }

  private Authentication verify(String token, VerifiedTokens.Key key) {
    if (!COMPACT.matcher(token).matches()) {
      return new Unauthenticated(Cause.MALFORMED);
    }
    JWT jwt;
    try {
      jwt = JWTParser.parse(token);
    } catch (ParseException e) {
      return new Unauthenticated(Cause.MALFORMED);
    }
    // Not a SignedJWT: `alg` is `none`, or the token is encrypted.
    if (!(jwt instanceof SignedJWT signed)) {
      return new Unauthenticated(Cause.INVALID);
    }
    Optional<Name> name = keyName(signed.getHeader());
    if (name.isEmpty()) {
      return new Unauthenticated(Cause.INVALID);
    }
    return switch (keys.find(name.get())) {
      case IssuerKeys.Unavailable() -> new Unauthenticated(Cause.UNAVAILABLE);
      case IssuerKeys.Unknown() -> new Unauthenticated(Cause.INVALID);
      case IssuerKeys.Found found -> verify(signed, found, key);
    };
  }

  private Authentication verify(SignedJWT signed, IssuerKeys.Found found, VerifiedTokens.Key key) {
    try {
      if (!signed.verify(found.key().verifier())) {
        return new Unauthenticated(Cause.INVALID);
      }
      JWTClaimsSet claims = signed.getJWTClaimsSet();
      Instant now = clock.instant();
      Optional<Cause> objection = objection(claims, now);
      if (objection.isPresent()) {
        return new Unauthenticated(objection.get());
      }
      Optional<Caller> caller = CallerClaims.read(claims);
      if (caller.isEmpty()) {
        return new Unauthenticated(Cause.INVALID);
      }
      Instant expiry = claims.getExpirationTime().toInstant();
      remembered.remember(
          key, new VerifiedTokens.Verified(caller.get(), expiry, found.generation()), now);
      return new Authenticated(caller.get());
    } catch (JOSEException | ParseException e) {
      return new Unauthenticated(Cause.INVALID);
    }
  }

  /// The name of the key to verify with; empty if the header asks for something we do not do.
  private Optional<Name> keyName(JWSHeader header) {
    JOSEObjectType type = header.getType();
    boolean accessToken = type == null || TYPES.contains(type.getType().toLowerCase(Locale.ROOT));
    if (!accessToken || header.getCriticalParams() != null || header.getKeyID() == null) {
      return Optional.empty();
    }
    return TokenAlgorithm.of(header.getAlgorithm())
        .filter(rules.algorithms()::contains)
        .map(algorithm -> new Name(header.getKeyID(), algorithm));
  }

  /// What is wrong with issuer, audience or times. A token that is both foreign and expired is
  /// foreign: "expired" is said of our own issuer's tokens only.
  private Optional<Cause> objection(JWTClaimsSet claims, Instant now) {
    Date expiry = claims.getExpirationTime();
    Date issued = claims.getIssueTime();
    Date notBefore = claims.getNotBeforeTime();
    Instant latestStart = now.plus(rules.clockSkew());
    boolean valid =
        rules.issuer().equals(claims.getIssuer())
            && claims.getAudience().contains(rules.audience())
            && expiry != null
            && issued != null
            && !issued.toInstant().isAfter(latestStart)
            && (notBefore == null || !notBefore.toInstant().isAfter(latestStart));
    if (!valid) {
      return Optional.of(Cause.INVALID);
    }
    // RFC 7519 §4.1.4: "on or after" exp the token is not accepted.
    return now.minus(rules.clockSkew()).isBefore(expiry.toInstant())
        ? Optional.empty()
        : Optional.of(Cause.EXPIRED);
  }
}
