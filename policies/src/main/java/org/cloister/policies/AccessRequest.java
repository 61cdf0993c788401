package org.cloister.policies;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;

/// One question to [Policies]: may this caller ask this model about this patient for this purpose?
///
/// @param model the variant that would run
/// @param result what its answer is in FHIR
/// @param purpose the purpose that the call asserts; permitted only if the token allows it
/// @param tenant the organisation whose data this is
/// @param patientId logical id of the Patient (`Patient/{id}` without the type)
/// @param resources the data handed in, for the scope check and the Consents; Consents themselves
///   are not among it
/// @param consents the patient's Consents on file; may be none, which is not the same as permission
/// @param restricted the purposes for which the use of this patient's data is restricted or
///   objected to (GDPR 18, 21)
/// @param breakGlassReason the caller's words for overriding a refusal, if the call is a
///   break-glass
public record AccessRequest(
    RequestId requestId,
    Caller caller,
    ModelId model,
    ResultType result,
    Optional<PurposeOfUse> purpose,
    String tenant,
    String patientId,
    List<ConsentedResource> resources,
    PatientConsents consents,
    Set<PurposeOfUse> restricted,
    Optional<String> breakGlassReason,
    Instant at) {
  public AccessRequest {
    resources = List.copyOf(resources);
    restricted = Set.copyOf(restricted);
  }

  /// FHIR types of the data handed in.
  public Set<String> resourceTypes() {
    return resources.stream().map(ConsentedResource::type).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String toString() {
    return "AccessRequest[redacted]";
  }
}
