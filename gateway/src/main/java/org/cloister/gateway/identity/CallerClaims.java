package org.cloister.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.policies.Caller;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.Scope;
import org.cloister.policies.SignIn;

/// Reads a [Caller] from the claims of a verified token.
///
/// A claim that is missing, blank or of the wrong type refuses the token; nothing has a default. A
/// list may be a JSON array of strings or one string separated by spaces (RFC 6749 §3.3 writes
/// `scope` so, Keycloak and others write roles as arrays). An empty list is a list: it grants
/// nothing. Values nobody knows (a purpose, a scope of OpenID Connect) grant nothing either.
final class CallerClaims {
  /// 9999-12-31: as far as FHIR's times reach.
  private static final double LATEST_SECOND = 253_402_300_799.0;

  private final JWTClaimsSet claims;

  private CallerClaims(JWTClaimsSet claims) {
    this.claims = claims;
  }

  /// Empty when the claims do not say who calls.
  static Optional<Caller> read(JWTClaimsSet claims) {
    try {
      return Optional.of(new CallerClaims(claims).caller());
    } catch (Refused e) {
      return Optional.empty();
    }
  }

  private Caller caller() throws Refused {
    List<Scope> scopes =
        list("scope").stream().map(Scope::parse).flatMap(Optional::stream).toList();
    Set<PurposeOfUse> purposes =
        list("purpose_of_use").stream()
            .map(PurposeOfUse::parse)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet());
    return new Caller(
        text("sub"),
        text("iss"),
        clientId(),
        text("jti"),
        text("tenant"),
        Set.copyOf(list("roles")),
        scopes,
        purposes,
        patient(),
        optionalText("fhirUser"),
        signIn());
  }

  /// `acr`, `amr` and `auth_time` as OpenID Connect writes them; RFC 9470 section 4 puts them into
  /// access tokens.
  private SignIn signIn() throws Refused {
    List<String> methods = claims.getClaims().containsKey("amr") ? list("amr") : List.of();
    return new SignIn(optionalText("acr"), methods, optionalTime("auth_time"));
  }

  /// RFC 7519 section 2: seconds since 1970.
  private Optional<Instant> optionalTime(String claim) throws Refused {
    if (!claims.getClaims().containsKey(claim)) {
      return Optional.empty();
    }
    if (claims.getClaim(claim) instanceof Number seconds
        && Math.abs(seconds.doubleValue()) <= LATEST_SECOND) {
      return Optional.of(Instant.ofEpochSecond(seconds.longValue()));
    }
    throw new Refused();
  }

  /// RFC 9068 says `client_id`, OpenID Connect says `azp`. Two answers are no answer.
  private String clientId() throws Refused {
    Optional<String> clientId = optionalText("client_id");
    Optional<String> authorizedParty = optionalText("azp");
    if (clientId.isPresent() && authorizedParty.isPresent() && !clientId.equals(authorizedParty)) {
      throw new Refused();
    }
    return clientId.or(() -> authorizedParty).orElseThrow(Refused::new);
  }

  /// The launch context narrows what the token is good for, so one that cannot be understood must
  /// not be read as none.
  private Optional<String> patient() throws Refused {
    Optional<String> patient = optionalText("patient");
    if (patient.isPresent() && !LogicalId.matches(patient.get())) {
      throw new Refused();
    }
    return patient;
  }

  private String text(String claim) throws Refused {
    return optionalText(claim).orElseThrow(Refused::new);
  }

  private Optional<String> optionalText(String claim) throws Refused {
    if (!claims.getClaims().containsKey(claim)) {
      return Optional.empty();
    }
    if (claims.getClaim(claim) instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    throw new Refused();
  }

  private List<String> list(String claim) throws Refused {
    return switch (claims.getClaim(claim)) {
      case String text when text.isBlank() -> List.of();
      case String text -> List.of(text.strip().split(" +"));
      case List<?> values -> strings(values);
      case null, default -> throw new Refused();
    };
  }

  private static List<String> strings(List<?> values) throws Refused {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof String text)) {
        throw new Refused();
      }
      texts.add(text);
    }
    return texts;
  }

  /// Says nothing about the claim: what a token lacks is nobody's business but the issuer's.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("a claim is missing or unusable", null, false, false);
    }
  }
}
