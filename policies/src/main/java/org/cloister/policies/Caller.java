package org.cloister.policies;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
/// @param signIn `acr`, `amr`, `auth_time`: how that person signed in
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
    Optional<String> fhirUser,
    SignIn signIn) {

  public Caller {
    roles = Set.copyOf(roles);
    scopes = List.copyOf(scopes);
    purposes = Set.copyOf(purposes);
  }

  /// Whether the token's scopes let this caller do one of `c`, `r`, `u`, `d`, `s` to a type.
  ///
  /// A `patient/` scope is for the patient of the launch, a `user/` scope for what the user may
  /// see: without the claim that says who that is, the scope grants nothing. (Leaving the
  /// restriction out instead is how other servers came to read across patients.)
  public boolean mayDo(char permission, String resourceType) {
    return scopes.stream()
        .filter(scope ->
            switch (scope.level()) {
              case "patient" -> isStated(patient);
              case "user" -> isStated(fhirUser);
              default -> true;
            })
        .anyMatch(scope -> scope.grants(resourceType, permission));
  }

  /// References by which a Consent may name this caller: the person, and the organisation within
  /// which the token is good.
  Set<String> actorReferences() {
    return Stream.concat(
            fhirUser.filter(it -> !it.isBlank()).stream(),
            tenant.isBlank() ? Stream.empty() : Stream.of("Organization/" + tenant))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether this is an application by itself, behind which no person signed in: RFC 9068 section
  /// 2.2 has the client as `sub` then. A claim that only a person's sign-in brings about, and the
  /// token is a person's, whatever else it lacks.
  boolean isApplication() {
    return subject.equals(clientId)
        && fhirUser.isEmpty()
        && patient.isEmpty()
        && signIn.at().isEmpty();
  }

  /// Whether the token says who asks, who vouches for it, through which client, and its own id.
  boolean isComplete() {
    return Stream.of(subject, issuer, clientId, tokenId).noneMatch(String::isBlank);
  }

  private static boolean isStated(Optional<String> claim) {
    return claim.isPresent() && !claim.get().isBlank();
  }

  /// Names no person: a caller may end up in a log line.
  @Override
  public String toString() {
    return "Caller[redacted]";
  }
}
