package org.cloister.gateway.compliance;

import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Caller;

/// Who acts, as far as it takes to tell two people apart: by the login and, where tokens name one
/// (`fhirUser`), by the practitioner or other person behind it, so that a second account does not
/// make a second person. Blind indexes.
///
/// @param login whom the token's issuer calls by its subject
/// @param staff whom `fhirUser` names, or the login again
public record Person(String login, String staff) {
  public static Person of(OversightPermit permit, RecordSealer sealer) {
    Caller caller = permit.officer();
    String login = sealer.user(caller.tenant(), caller.issuer(), caller.subject()).key();
    String staff =
        caller
            .fhirUser()
            .filter(reference -> !reference.isBlank())
            .map(reference -> behind(reference, caller.tenant(), sealer))
            .orElse(login);
    return new Person(login, staff);
  }

  /// The blind index of whom a token's `fhirUser` names.
  public static String behind(String fhirUser, String tenant, RecordSealer sealer) {
    return sealer.subject(tenant, relative(fhirUser)).key();
  }

  public boolean isSameAs(Person other) {
    return login.equals(other.login) || staff.equals(other.staff);
  }

  /// `Practitioner/7`, also where the token has an absolute URL.
  private static String relative(String reference) {
    int id = reference.lastIndexOf('/');
    return reference.substring(reference.lastIndexOf('/', Math.max(0, id - 1)) + 1);
  }
}
