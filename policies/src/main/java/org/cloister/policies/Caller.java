package org.cloister.policies;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who asks, as a verified access token says it. Every component comes from a signed claim; nothing
/// here is asserted by a header or a body.
///
/// @param subject `sub`, unique within the issuer
/// @param issuer `iss`
/// @param clientId `client_id` (or `azp`)
/// @param tokenId `jti`
/// @param tenant `tenant`: the organisation whose data this caller may touch
/// @param roles `roles`
/// @param scopes parsed SMART scopes; a scope that does not parse grants nothing and is left out
/// @param purposes the purposes of use that the issuer lets this caller assert
/// @param patient `patient`: the launch context; where present, only this patient may be asked
///   about
/// @param fhirUser `fhirUser`: the person behind the client, if any
public record Caller(
    String subject,
    String issuer,
    String clientId,
    String tokenId,
    String tenant,
    Set<String> roles,
    List<Scope> scopes,
    Set<PurposeOfUse> purposes,
    Optional<String> patient,
    Optional<String> fhirUser) {

  public Caller {
    roles = Set.copyOf(roles);
    scopes = List.copyOf(scopes);
    purposes = Set.copyOf(purposes);
  }

  /// Names no person: a caller may end up in a log line.
  @Override
  public String toString() {
    return "Caller[redacted]";
  }
}
