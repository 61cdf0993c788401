package org.cloister.gateway.compliance.restriction;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

  /// Who asks for the end. Two logins of one practitioner are one person.
  ///
  /// @param login blind index of issuer and subject
  /// @param staff blind index of `fhirUser`
  record End(String login, String staff, Instant askedAt) {
    boolean isAskedBy(End other) {
      return login.equals(other.login) || staff.equals(other.staff);
    }
  }

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
