package org.cloister.gateway.compliance.restriction;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.gateway.compliance.Person;
import org.cloister.policies.PurposeOfUse;

/// One restriction in force, as it is stored.
///
/// @param subject blind index of the patient
/// @param end that it be ended, if an officer asks so
record Restriction(
    UUID id,
    String subject,
    Ground ground,
    Set<PurposeOfUse> barred,
    Instant placedAt,
    Optional<End> end) {
  Restriction {
    barred = Set.copyOf(barred);
  }

  /// That an officer asked for the end.
  record End(Person asker, Instant askedAt) {}

  /// For an officer; without whom it is about.
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("restriction", id.toString());
    json.put("ground", ground.code());
    json.put("purposes", Purposes.text(barred));
    json.put("placedAt", placedAt.toString());
    end.ifPresent(it -> json.put("endAskedAt", it.askedAt().toString()));
    return json;
  }

  @Override
  public String toString() {
    return "Restriction[" + ground + ", redacted]";
  }
}
