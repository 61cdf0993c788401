package org.cloister.deid.release;

import java.util.Optional;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.text.KnownPerson;

/// What other documents say of a patient: in a bulk export the Patient stands in one file and the
/// notes about that patient in others. Safe for concurrent use.
@FunctionalInterface
public interface KnownPeople {
  /// @param patient as [Original#ofId] names the Patient's logical id
  Optional<KnownPerson> find(Original patient);

  /// Nobody is known but from the document itself.
  static KnownPeople none() {
    return _ -> Optional.empty();
  }
}
