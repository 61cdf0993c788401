package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmartConfigurationTest {

  private static IssuerEndpoints issuer(Optional<URI> authorization, List<String> grants) {
    return new IssuerEndpoints(
        URI.create("https://idp.example"),
        URI.create("https://idp.example/token"),
        URI.create("https://idp.example/jwks"),
        authorization,
        Optional.empty(),
        List.of("client_secret_basic", "private_key_jwt"),
        List.of("ES384", "RS384"),
        grants);
  }

  @Test
  void toJson_hasTheRequiredMembersAndNoLaunchWithoutAnAuthorizationEndpoint() {
    Map<String, Object> json =
        new SmartConfiguration(
                issuer(Optional.empty(), List.of("client_credentials")), List.of("system/*.rs"))
            .toJson();

    assertThat(json)
        .containsEntry("token_endpoint", "https://idp.example/token")
        .containsEntry("grant_types_supported", List.of("client_credentials"))
        .containsEntry("code_challenge_methods_supported", List.of("S256"))
        .containsEntry(
            "token_endpoint_auth_signing_alg_values_supported", List.of("ES384", "RS384"))
        .containsEntry("scopes_supported", List.of("system/*.rs"))
        .containsEntry(
            "capabilities",
            List.of(
                "client-confidential-symmetric",
                "client-confidential-asymmetric",
                "permission-v1",
                "permission-v2"))
        .doesNotContainKeys("authorization_endpoint", "issuer", "jwks_uri");
  }

  @Test
  void toJson_offersLaunchesWhereTheIssuerHasAnAuthorizationEndpoint() {
    Map<String, Object> json =
        new SmartConfiguration(
                issuer(
                    Optional.of(URI.create("https://idp.example/authorize")),
                    List.of("implicit", "authorization_code", "client_credentials")),
                List.of())
            .toJson();

    assertThat(json)
        .containsEntry("authorization_endpoint", "https://idp.example/authorize")
        .containsEntry(
            "grant_types_supported", List.of("authorization_code", "client_credentials"));
    assertThat(json)
        .hasEntrySatisfying(
            "capabilities", value -> assertThat(value.toString()).contains("launch-ehr"));
  }
}
