package org.cloister.gateway.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.policies.PurposeOfUse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/// What a demo client may ask the token endpoint for, beyond Spring's checks.
///
/// - no `scope`: all scopes of the client (RFC 6749 §3.3 lets the issuer choose);
/// - `purpose`: one purpose of use that the client may have; the token is then good for that one
///   only;
/// - `patient`: one patient; the token is then good for that one only. Some clients must name one;
/// - `user`: the person behind the client, one of those whom the issuer knows there.
///
/// The last three are this issuer's own parameters. The first two of them can only narrow a token.
/// The third is taken on the client's word, as an EHR is trusted to say who sits in front of it.
final class TokenRequestRules implements AuthenticationConverter {
  static final String PURPOSE = "purpose";
  static final String PATIENT = "patient";
  static final String USER = "user";

  private final OAuth2ClientCredentialsAuthenticationConverter spring =
      new OAuth2ClientCredentialsAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    if (!(spring.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken asked)
        || !(asked.getPrincipal() instanceof Authentication principal)) {
      return null;
    }
    DemoClient client =
        DemoClient.named(principal.getName())
            .orElseThrow(() -> refusal(OAuth2ErrorCodes.INVALID_CLIENT, "unknown client"));
    Map<String, Object> parameters = asked.getAdditionalParameters();
    checkPurpose(client, parameters);
    checkPatient(client, parameters);
    checkUser(client, parameters);
    Set<String> scopes =
        asked.getScopes().isEmpty() ? new LinkedHashSet<>(client.scopes()) : asked.getScopes();
    return new OAuth2ClientCredentialsAuthenticationToken(principal, scopes, parameters);
  }

  static Optional<PurposeOfUse> purpose(Map<String, Object> parameters) {
    return parameters.get(PURPOSE) instanceof String code
        ? PurposeOfUse.parse(code)
        : Optional.empty();
  }

  static Optional<String> patient(Map<String, Object> parameters) {
    return parameters.get(PATIENT) instanceof String id ? Optional.of(id) : Optional.empty();
  }

  /// The person whom the token names, if any.
  static Optional<String> user(DemoClient client, Map<String, Object> parameters) {
    return parameters.get(USER) instanceof String name ? Optional.of(name) : client.defaultUser();
  }

  private static void checkUser(DemoClient client, Map<String, Object> parameters) {
    if (parameters.containsKey(USER)
        && user(client, parameters).filter(client.users()::contains).isEmpty()) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "user: not a user of this client");
    }
  }

  private static void checkPurpose(DemoClient client, Map<String, Object> parameters) {
    if (parameters.containsKey(PURPOSE)
        && purpose(parameters).filter(client.purposes()::contains).isEmpty()) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_REQUEST, "purpose: not a purpose of use of this client");
    }
  }

  private static void checkPatient(DemoClient client, Map<String, Object> parameters) {
    boolean named = parameters.containsKey(PATIENT);
    if (!named && client.launchContext() == DemoClient.LaunchContext.REQUIRED) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "patient: this client must name one");
    }
    if (named && patient(parameters).filter(LogicalId::matches).isEmpty()) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "patient: not one logical id");
    }
  }

  private static OAuth2AuthenticationException refusal(String code, String description) {
    return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
  }
}
