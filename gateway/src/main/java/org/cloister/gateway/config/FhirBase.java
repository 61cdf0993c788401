package org.cloister.gateway.config;

import java.net.URI;

/// The FHIR base URL as callers see it.
///
/// @param text without a slash at its end
public record FhirBase(String text) {
  public FhirBase {
    if (text.endsWith("/")) {
      throw new IllegalArgumentException("cloister.gateway.base-url must not end with a slash");
    }
  }

  static FhirBase of(GatewaySettings gateway, int port) {
    if (gateway.baseUrl() != null) {
      return new FhirBase(gateway.baseUrl().toString());
    }
    if (port == 0) {
      throw new IllegalStateException(
          "server.port=0 needs cloister.gateway.base-url: tokens and answers name the base URL");
    }
    return new FhirBase("http://127.0.0.1:" + port + "/fhir");
  }

  /// The server without its path, where the demo's issuer is.
  URI server() {
    URI base = URI.create(text);
    return URI.create(base.getScheme() + "://" + base.getRawAuthority());
  }
}
