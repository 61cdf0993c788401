package org.cloister.gateway.record;

import java.util.List;
import java.util.Optional;
import org.cloister.policies.SignIn;

/// Who acted, as the access token said.
///
/// @param subject `sub`, unique within the issuer
/// @param issuer `iss`
/// @param client `client_id`
/// @param tokenId `jti`
/// @param roles sorted
/// @param fhirUser a reference, such as `Practitioner/7`
/// @param signIn how the person signed in
public record Actor(
    String subject,
    String issuer,
    String client,
    String tokenId,
    List<String> roles,
    Optional<String> fhirUser,
    SignIn signIn) {
  public Actor {
    roles = List.copyOf(roles);
  }

  @Override
  public String toString() {
    return "Actor[redacted]";
  }
}
