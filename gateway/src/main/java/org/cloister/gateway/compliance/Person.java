package org.cloister.gateway.compliance;

import java.util.Optional;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Caller;

/// Who acts, as far as it takes to tell two people apart: by the login and, where tokens name a
/// practitioner, by that, so that a second account does not make a second person. Blind indexes.
///
/// @param login whom the token's issuer calls by its subject
/// @param staff the practitioner, or the login again
public record Person(String login, String staff) {
  private static final String PRACTITIONER = "Practitioner/";

  public static Person of(OversightPermit permit, RecordSealer sealer) {
    Caller caller = permit.officer();
    String login = sealer.user(caller.tenant(), caller.issuer(), caller.subject()).key();
    String staff =
        practitioner(caller.fhirUser())
            .map(reference -> sealer.subject(caller.tenant(), reference).key())
            .orElse(login);
    return new Person(login, staff);
  }

  public boolean isSameAs(Person other) {
    return login.equals(other.login) || staff.equals(other.staff);
  }

  /// `Practitioner/7`, also where the token has an absolute URL.
  private static Optional<String> practitioner(Optional<String> fhirUser) {
    return fhirUser
        .map(reference -> {
          int id = reference.lastIndexOf('/');
          return reference.substring(reference.lastIndexOf('/', Math.max(0, id - 1)) + 1);
        })
        .filter(reference -> reference.startsWith(PRACTITIONER));
  }
}
