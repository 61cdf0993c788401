package org.cloister.policies;

import java.util.Map;
import java.util.Optional;

/// A SMART App Launch 2.x resource scope, such as `system/RiskAssessment.c`
/// (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html).
///
/// @param level `patient`, `user` or `system`
/// @param type a FHIR resource type or `*`
/// @param permissions in-order subset of `cruds`
/// @param filter search parameters after `?`; a scope with a filter that cannot be enforced grants
///   nothing, never the unfiltered scope
public record Scope(String level, String type, String permissions, Map<String, String> filter) {
  public Scope {
    filter = Map.copyOf(filter);
  }

  /// The scope, or empty when the text is no resource scope (`openid`, `launch/patient`) or is not
  /// well formed. What does not parse grants nothing.
  public static Optional<Scope> parse(String text) {
    return Optional.empty();
  }

  public boolean grants(String resourceType, char permission) {
    return false;
  }
}
