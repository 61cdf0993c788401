package org.cloister.deid.release;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.generalise.DateShift;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;

/// Whose dates the dates of each resource are, and by how much they move.
final class PatientDates {
  private final Document document;
  private final References references;
  private final Pseudonyms pseudonyms;
  private final Map<Integer, Optional<Original>> patients = new HashMap<>();
  private final Map<Original, DateShift> shifts = new HashMap<>();

  PatientDates(Document document, References references, Pseudonyms pseudonyms) {
    this.document = document;
    this.references = references;
    this.pseudonyms = pseudonyms;
  }

  References references() {
    return references;
  }

  /// A contained resource is about whom the resource around it is about.
  Optional<Original> patientOf(ResourceScope scope) {
    return patients.computeIfAbsent(
        scope.container(), resource -> document.patientOf(resource, references));
  }

  Optional<DateShift> shiftFor(ResourceScope scope) throws PseudonymException {
    Optional<Original> patient = patientOf(scope);
    if (patient.isEmpty()) {
      return Optional.empty();
    }
    DateShift shift = shifts.get(patient.get());
    if (shift == null) {
      shift = new DateShift(pseudonyms.offsetDays(patient.get()));
      shifts.put(patient.get(), shift);
    }
    return Optional.of(shift);
  }
}
