package org.cloister.gateway.identity;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/.well-known/smart-configuration` (SMART App Launch 2.2, "Conformance").
///
/// Served without a token, as `application/json` whatever `Accept` says, with absolute URLs. It
/// tells clients where the issuer is; it never claims a capability that the issuer lacks. `issuer`
/// and `jwks_uri` are left out: they belong to `sso-openid-connect`, which the gateway does not
/// offer.
///
/// @param scopes `scopes_supported`
public record SmartConfiguration(IssuerEndpoints issuer, List<String> scopes) {

  public SmartConfiguration {
    scopes = List.copyOf(scopes);
  }

  /// The document, in a fixed member order.
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("token_endpoint", issuer.token().toString());
    json.put("token_endpoint_auth_methods_supported", issuer.authenticationMethods());
    if (!issuer.assertionAlgorithms().isEmpty()) {
      json.put("token_endpoint_auth_signing_alg_values_supported", issuer.assertionAlgorithms());
    }
    json.put("grant_types_supported", grants());
    if (servesLaunches()) {
      issuer
          .authorization()
          .map(URI::toString)
          .ifPresent(url -> json.put("authorization_endpoint", url));
      json.put("response_types_supported", List.of("code"));
    }
    issuer
        .introspection()
        .map(URI::toString)
        .ifPresent(url -> json.put("introspection_endpoint", url));
    json.put("scopes_supported", scopes);
    // Required even where no code is issued; "plain" must not be listed.
    json.put("code_challenge_methods_supported", List.of("S256"));
    json.put("capabilities", capabilities());
    return json;
  }

  /// The two that SMART knows, of those that the issuer has.
  private List<String> grants() {
    return issuer.grants().stream()
        .filter(grant -> grant.equals("client_credentials") || grant.equals("authorization_code"))
        .sorted()
        .toList();
  }

  private boolean servesLaunches() {
    return issuer.authorization().isPresent() && issuer.grants().contains("authorization_code");
  }

  private List<String> capabilities() {
    Map<String, Boolean> candidates = new LinkedHashMap<>();
    candidates.put("launch-ehr", servesLaunches());
    candidates.put("context-ehr-patient", servesLaunches());
    candidates.put(
        "client-confidential-symmetric",
        issuer.authenticationMethods().contains("client_secret_basic"));
    candidates.put(
        "client-confidential-asymmetric",
        issuer.authenticationMethods().contains("private_key_jwt"));
    candidates.put("permission-v1", true);
    candidates.put("permission-v2", true);
    return candidates.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .toList();
  }
}
