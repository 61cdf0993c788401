package org.cloister.policies;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;

/// One question to [Policies]: may this caller read back stored results?
///
/// @param tenant the organisation whose results these are
/// @param patientId logical id of the Patient whose results are asked for; empty for a search over
///   all patients
/// @param resourceType FHIR type of the results
/// @param resources the results that would be released; may be empty where they are not yet known
/// @param consents the patient's Consents on file
/// @param restricted the purposes for which the use of this patient's data is restricted or
///   objected to (GDPR 18, 21); none where no patient is named
public record ReadRequest(
    RequestId requestId,
    Caller caller,
    Optional<PurposeOfUse> purpose,
    String tenant,
    Optional<String> patientId,
    String resourceType,
    Interaction interaction,
    List<ConsentedResource> resources,
    PatientConsents consents,
    Set<PurposeOfUse> restricted,
    Instant at) {

  /// How results are asked for.
  public enum Interaction {
    /// One, by its id; needs the scope permission `r`.
    READ('r'),
    /// Those that match; needs the scope permission `s`.
    SEARCH('s');

    private final char permission;

    Interaction(char permission) {
      this.permission = permission;
    }

    char permission() {
      return permission;
    }
  }

  public ReadRequest {
    resources = List.copyOf(resources);
    restricted = Set.copyOf(restricted);
  }

  @Override
  public String toString() {
    return "ReadRequest[redacted]";
  }
}
