package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose tokens are believed.
///
/// @param issuer exact `iss` of the hospital's OpenID provider; absent only in the demo
/// @param jwks where its keys are; absent means where its published metadata says
/// @param audience exact `aud`; absent means the FHIR base URL
/// @param signIn how one must have signed in with the issuer, by role and purpose
/// @param clockSkew tolerated difference of clocks, at most 30 s
@ConfigurationProperties(prefix = "cloister.identity", ignoreUnknownFields = false)
public record IdentitySettings(
    @Nullable URI issuer,
    @Nullable URI jwks,
    @Nullable String audience,
    @DefaultValue List<SignInSettings> signIn,
    @DefaultValue("5s") Duration clockSkew) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  public IdentitySettings {
    signIn = List.copyOf(signIn);
    for (int i = 0; i < signIn.size(); i++) {
      if (signIn.get(i).asksForNothing()) {
        throw new IllegalArgumentException(
            "cloister.identity.sign-in[" + i + "] must name an acr or an amr that it asks for");
      }
    }
    requireNonNull(clockSkew, "cloister.identity.clock-skew");
    requireSafe("cloister.identity.issuer", issuer);
    requireSafe("cloister.identity.jwks", jwks);
    if (audience != null && audience.isBlank()) {
      throw new IllegalArgumentException("cloister.identity.audience must not be blank");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException("cloister.identity.clock-skew must be 0s to 30s");
    }
  }

  /// Whoever can change a key set on its way can sign tokens.
  private static void requireSafe(String key, @Nullable URI address) {
    boolean safe =
        address == null
            || ("https".equals(address.getScheme()) && address.getHost() != null)
            || ("http".equals(address.getScheme()) && LOOPBACK.contains("" + address.getHost()));
    if (!safe) {
      throw new IllegalArgumentException(
          key + " must be an https URL (http is allowed on the loopback interface only)");
    }
  }
}
