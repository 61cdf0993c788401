package org.cloister.gateway.compliance.review;

import java.util.Optional;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.review.explain.Term;

/// Tells whether two acts are one person's: by the login and, where tokens name a practitioner, by
/// that, so that a second account does not make a second person.
///
/// @param login the name that the token gave
/// @param staff the practitioner, or the login again
record People(Term login, Term staff) {
  static People of(OversightPermit permit, Terms terms) {
    Term login = terms.login(permit.officer().issuer(), permit.officer().subject());
    return new People(login, terms.practitioner(permit.officer().fhirUser()).orElse(login));
  }

  static Optional<People> of(Optional<String> login, Optional<String> staff) {
    return login.isEmpty() || staff.isEmpty()
        ? Optional.empty()
        : Optional.of(new People(new Term(login.get()), new Term(staff.get())));
  }

  boolean isSameAs(People other) {
    return login.equals(other.login) || staff.equals(other.staff);
  }
}
