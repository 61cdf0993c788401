package org.cloister.deid.fhir;

import java.util.Optional;

/// The logical id of a resource (https://hl7.org/fhir/R4/datatypes.html#id): 1 to 64 letters,
/// digits, hyphens and dots. A loop, because every entry of every Bundle is asked.
public final class LogicalId {
  private static final int LONGEST = 64;
  private static final String PATIENT = "Patient/";

  private LogicalId() {}

  public static boolean matches(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /// The id in `123` or `Patient/123`, as search parameters may name a patient; empty for anything
  /// else.
  public static Optional<String> ofPatient(String reference) {
    String id = reference.startsWith(PATIENT) ? reference.substring(PATIENT.length()) : reference;
    return Optional.of(id).filter(LogicalId::matches);
  }
}
