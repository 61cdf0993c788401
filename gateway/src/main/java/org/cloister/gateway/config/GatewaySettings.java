package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The edge.
///
/// @param baseUrl FHIR base as callers see it, for example
///   `https://cloister.hospital.example/fhir`; absent means `http://127.0.0.1:PORT/fhir`
/// @param tenant the organisation whose data this gateway serves; tokens of other tenants are
///   refused
/// @param maxConcurrent calls of `$infer` in flight, 1 to 10000; one more is answered 429
/// @param deadline longest time one call may take; past it the call is answered 504
/// @param demo `true` starts the embedded issuer and makes keys in the data directory; never in a
///   hospital
@ConfigurationProperties(prefix = "cloister.gateway", ignoreUnknownFields = false)
public record GatewaySettings(
    @Nullable URI baseUrl,
    @DefaultValue("default") String tenant,
    @DefaultValue("256") int maxConcurrent,
    @DefaultValue("10s") Duration deadline,
    @DefaultValue("false") boolean demo) {
  public GatewaySettings {
    requireNonNull(tenant, "cloister.gateway.tenant");
    requireNonNull(deadline, "cloister.gateway.deadline");
    if (baseUrl != null && !isBase(baseUrl)) {
      throw new IllegalArgumentException(
          "cloister.gateway.base-url must be an http or https URL without a query and without a"
              + " slash at its end");
    }
    if (!tenant.matches("[A-Za-z0-9.-]{1,64}")) {
      throw new IllegalArgumentException(
          "cloister.gateway.tenant must be 1 to 64 letters, digits, dots or hyphens");
    }
    if (maxConcurrent < 1 || maxConcurrent > 10_000) {
      throw new IllegalArgumentException("cloister.gateway.max-concurrent must be 1 to 10000");
    }
    if (deadline.isNegative()
        || deadline.isZero()
        || deadline.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException(
          "cloister.gateway.deadline must be above 0 and at most 5m");
    }
  }

  /// Answers and tokens name it: what is relative or ambiguous would point elsewhere.
  private static boolean isBase(URI url) {
    return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && !url.getRawPath().endsWith("/");
  }
}
