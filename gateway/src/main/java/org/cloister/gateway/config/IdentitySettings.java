package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose tokens are believed.
///
/// @param issuer exact `iss` of the hospital's OpenID provider; absent only in the demo
/// @param jwks where its keys are; absent means where its published metadata says
/// @param audience exact `aud`; absent means the FHIR base URL
/// @param clockSkew tolerated difference of clocks, at most 30 s
@ConfigurationProperties("cloister.identity")
public record IdentitySettings(
    @Nullable URI issuer,
    @Nullable URI jwks,
    @Nullable String audience,
    @DefaultValue("5s") Duration clockSkew) {
  public IdentitySettings {
    requireNonNull(clockSkew, "cloister.identity.clock-skew");
    if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofSeconds(30)) > 0) {
      throw new IllegalArgumentException("cloister.identity.clock-skew must be 0s to 30s");
    }
  }
}
