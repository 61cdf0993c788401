package org.cloister.policies;

import java.util.Optional;

/// One question to [Policies]: may this caller oversee the gateway in this way?
///
/// @param tenant the organisation whose gateway this is
/// @param patientId logical id of the Patient whom the act is about; empty where it is about all or
///   none
public record OversightRequest(
    RequestId requestId,
    Caller caller,
    OversightAction action,
    Optional<PurposeOfUse> purpose,
    String tenant,
    Optional<String> patientId) {

  @Override
  public String toString() {
    return "OversightRequest[redacted]";
  }
}
