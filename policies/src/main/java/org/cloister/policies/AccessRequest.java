package org.cloister.policies;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.consent.PatientConsents;

/// One question to [Policies]: may this caller ask this model about this patient for this purpose?
///
/// @param purpose the purpose that the call asserts; permitted only if the token allows it
/// @param patientId logical id of the Patient (`Patient/{id}` without the type)
/// @param resourceTypes FHIR types of the data handed in, for the scope check
/// @param consents the patient's Consents on file; may be empty, which is not the same as
///   permission
/// @param breakGlassReason the caller's words for overriding a refusal, if the call is a
///   break-glass
public record AccessRequest(
    RequestId requestId,
    Caller caller,
    ModelId model,
    Optional<PurposeOfUse> purpose,
    String patientId,
    Set<String> resourceTypes,
    PatientConsents consents,
    Optional<String> breakGlassReason,
    Instant at) {
  public AccessRequest {
    resourceTypes = Set.copyOf(resourceTypes);
  }

  @Override
  public String toString() {
    return "AccessRequest[redacted]";
  }
}
