package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/// The `Cloister-Purpose` header of a request: the purpose of use that a caller states where no
/// parameter of the operation does.
final class StatedPurpose {
  private StatedPurpose() {}

  static Optional<String> of(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader("Cloister-Purpose"));
  }
}
