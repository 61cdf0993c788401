package org.cloister.deid;

import java.util.List;
import org.cloister.deid.fhir.Violation;

/// What [IdentifiedBundle#parse] made of a Bundle.
public sealed interface ParsedBundle {
  record Accepted(IdentifiedBundle bundle) implements ParsedBundle {}

  /// The Bundle is FHIR, but not one patient's collection. HTTP 422.
  ///
  /// @param violations at least one, in document order
  record Refused(List<Violation> violations) implements ParsedBundle {
    public Refused {
      violations = List.copyOf(violations);
    }
  }
}
