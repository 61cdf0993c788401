package org.cloister.gateway.answer;

import java.util.Optional;

/// A resource that the answer was computed from.
///
/// @param type FHIR type, where it is known; a `urn:uuid:` reference does not tell
/// @param reference as the sender of the data would resolve it
/// @param display which input it supplied, such as `Creatinine`; never a value
public record BasisInput(Optional<String> type, String reference, String display) {

  /// The type is read from a reference of the form `[base/]Type/id`.
  public static BasisInput of(String reference, String display) {
    return new BasisInput(typeIn(reference), reference, display);
  }

  private static Optional<String> typeIn(String reference) {
    int id = reference.lastIndexOf('/');
    if (id <= 0) {
      return Optional.empty();
    }
    String type = reference.substring(reference.lastIndexOf('/', id - 1) + 1, id);
    return !type.isEmpty() && Character.isUpperCase(type.charAt(0))
        ? Optional.of(type)
        : Optional.empty();
  }

  boolean isObservation() {
    return type.isPresent() && type.get().equals("Observation");
  }

  @Override
  public String toString() {
    return "BasisInput[" + display + ", redacted]";
  }
}
