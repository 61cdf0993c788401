package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;

/// The `Authorization` header of a request.
final class BearerHeader {
  private BearerHeader() {}

  /// The header's value. A request with two of them has no credentials that anyone could vouch for:
  /// a proxy in front may have checked the other one.
  static Optional<String> of(HttpServletRequest request) {
    Enumeration<String> values = request.getHeaders("Authorization");
    if (!values.hasMoreElements()) {
      return Optional.empty();
    }
    String first = values.nextElement();
    return values.hasMoreElements() ? Optional.empty() : Optional.of(first);
  }
}
