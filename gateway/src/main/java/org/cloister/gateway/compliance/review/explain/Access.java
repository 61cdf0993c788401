package org.cloister.gateway.compliance.review.explain;

import java.time.Instant;
import java.util.Optional;

/// Someone saw something of a patient.
///
/// @param id names the access to whoever asks for the judgement
/// @param emergencyReason what the user gave as the reason when breaking the glass
public record Access(
    String id,
    Instant at,
    Term user,
    Term patient,
    Action action,
    Optional<String> emergencyReason) {

  /// What was done. All but [#EXPORT] are judged alike.
  public enum Action {
    READ,
    SEARCH,
    INFER,
    /// The record left the gateway as a file.
    EXPORT
  }

  @Override
  public String toString() {
    return "Access[redacted]";
  }
}
