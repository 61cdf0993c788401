package org.cloister.gateway.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an issuer does what, and how clients prove who they are (RFC 8414 §2).
///
/// @param authenticationMethods `token_endpoint_auth_methods_supported`
/// @param assertionAlgorithms `token_endpoint_auth_signing_alg_values_supported`
/// @param grants `grant_types_supported`
public record IssuerEndpoints(
    URI issuer,
    URI token,
    URI jwks,
    Optional<URI> authorization,
    Optional<URI> introspection,
    List<String> authenticationMethods,
    List<String> assertionAlgorithms,
    List<String> grants) {

  public IssuerEndpoints {
    authenticationMethods = List.copyOf(authenticationMethods);
    assertionAlgorithms = List.copyOf(assertionAlgorithms);
    grants = List.copyOf(grants);
  }

  /// Reads an issuer's metadata document.
  ///
  /// @throws ParseException if a required member is missing or `issuer` is another one (RFC 8414
  ///   §3.3)
  static IssuerEndpoints parse(URI issuer, String document) throws ParseException {
    Map<String, Object> json = JSONObjectUtils.parse(document);
    if (!issuer.toString().equals(JSONObjectUtils.getString(json, "issuer"))) {
      throw new ParseException("the metadata is of another issuer", 0);
    }
    return new IssuerEndpoints(
        issuer,
        required(JSONObjectUtils.getURI(json, "token_endpoint")),
        required(JSONObjectUtils.getURI(json, "jwks_uri")),
        Optional.ofNullable(JSONObjectUtils.getURI(json, "authorization_endpoint")),
        Optional.ofNullable(JSONObjectUtils.getURI(json, "introspection_endpoint")),
        // RFC 8414 §2: what an absent member means.
        strings(json, "token_endpoint_auth_methods_supported", List.of("client_secret_basic")),
        strings(json, "token_endpoint_auth_signing_alg_values_supported", List.of()),
        strings(json, "grant_types_supported", List.of("authorization_code", "implicit")));
  }

  private static URI required(@Nullable URI value) throws ParseException {
    if (value == null) {
      throw new ParseException("the metadata lacks a required endpoint", 0);
    }
    try {
      return IssuerHttp.requireSafe(value);
    } catch (IllegalArgumentException e) {
      throw new ParseException(e.getMessage(), 0);
    }
  }

  private static List<String> strings(
      Map<String, Object> json, String member, List<String> whereAbsent) throws ParseException {
    List<String> values = JSONObjectUtils.getStringList(json, member);
    return values == null ? whereAbsent : values;
  }
}
