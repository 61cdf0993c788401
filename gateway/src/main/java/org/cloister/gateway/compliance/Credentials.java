package org.cloister.gateway.compliance;

import java.util.Optional;

/// What a request says about who sends it and why.
///
/// @param authorization the only `Authorization` header
/// @param purpose the `Cloister-Purpose` header; needed only where the token allows several
public record Credentials(Optional<String> authorization, Optional<String> purpose) {
  @Override
  public String toString() {
    return "Credentials[redacted]";
  }
}
