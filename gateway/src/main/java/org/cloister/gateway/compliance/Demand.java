package org.cloister.gateway.compliance;

import java.util.Optional;
import org.cloister.policies.OversightAction;

/// What an officer asks for.
///
/// @param action which policies decide
/// @param event what a refusal is recorded as, a slug of [org.cloister.audit.Fact#EVENT]
/// @param patientId logical id of the Patient whom it is about; empty for all or none
public record Demand(OversightAction action, String event, Optional<String> patientId) {
  public static Demand of(OversightAction action, String event) {
    return new Demand(action, event, Optional.empty());
  }

  public static Demand about(OversightAction action, String event, Optional<String> patientId) {
    return new Demand(action, event, patientId);
  }

  @Override
  public String toString() {
    return "Demand[" + action + ", redacted]";
  }
}
