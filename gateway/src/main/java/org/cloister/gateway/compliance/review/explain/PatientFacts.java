package org.cloister.gateway.compliance.review.explain;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/// What the hospital says of a patient, as far as judging needs it.
///
/// @param surnameShare of all known patients, those with the same surname: 0 to 1
/// @param died day of death
public record PatientFacts(
    StaffFacts.Home home, double surnameShare, Set<Standing> standings, Optional<LocalDate> died) {

  public PatientFacts {
    standings = Set.copyOf(standings);
  }

  /// Why others might be curious.
  public enum Standing {
    /// Marked as a person of public interest (FHIR security label `CEL` or `VIP`).
    VIP,
    /// Works here.
    EMPLOYEE
  }

  @Override
  public String toString() {
    return "PatientFacts[redacted]";
  }
}
