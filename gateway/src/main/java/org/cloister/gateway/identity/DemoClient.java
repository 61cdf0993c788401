package org.cloister.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.policies.PurposeOfUse;

/// The clients of the demo issuer. Their secrets are made at first start; nothing here is one.
public enum DemoClient {
  /// A hospital's EHR, acting for its clinicians.
  EHR(
      "ehr",
      List.of("clinician", "ehr-system"),
      "system/*.rs system/RiskAssessment.c system/Observation.c",
      List.of(PurposeOfUse.TREAT, PurposeOfUse.ETREAT, PurposeOfUse.HOPERAT),
      LaunchContext.OPTIONAL),
  /// The emergency department; may break the glass.
  EMERGENCY(
      "emergency",
      List.of("emergency-clinician"),
      "system/*.rs system/RiskAssessment.c system/Observation.c",
      List.of(PurposeOfUse.ETREAT),
      LaunchContext.OPTIONAL),
  /// A research study.
  RESEARCH(
      "research",
      List.of("researcher"),
      "system/*.rs system/RiskAssessment.c system/Observation.c",
      List.of(PurposeOfUse.HRESCH),
      LaunchContext.OPTIONAL),
  /// Reads results and asks for none.
  VIEWER(
      "viewer",
      List.of("clinician"),
      "system/*.rs",
      List.of(PurposeOfUse.TREAT),
      LaunchContext.OPTIONAL),
  /// An app that was launched for one patient and may ask about no other.
  EHR_PATIENT(
      "ehr-patient",
      List.of("clinician"),
      "patient/*.rs patient/RiskAssessment.c patient/Observation.c",
      List.of(PurposeOfUse.TREAT),
      LaunchContext.REQUIRED),
  /// The compliance office: reads the audit trail and what it points to.
  COMPLIANCE(
      "compliance",
      List.of("compliance-officer"),
      "system/AuditEvent.rs system/Provenance.rs system/Device.rs system/Consent.rs",
      List.of(PurposeOfUse.HOPERAT),
      LaunchContext.OPTIONAL);

  /// Whether a token of this client is for one patient.
  enum LaunchContext {
    OPTIONAL,
    REQUIRED
  }

  private final String clientId;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<String> roles;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<String> scopes;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<PurposeOfUse> purposes;

  private final LaunchContext launchContext;

  DemoClient(
      String clientId,
      List<String> roles,
      String scopes,
      List<PurposeOfUse> purposes,
      LaunchContext launchContext) {
    this.clientId = clientId;
    this.roles = List.copyOf(roles);
    this.scopes = List.of(scopes.split(" "));
    this.purposes = List.copyOf(purposes);
    this.launchContext = launchContext;
  }

  /// The client with this `client_id`.
  public static Optional<DemoClient> named(String clientId) {
    for (DemoClient client : values()) {
      if (client.clientId.equals(clientId)) {
        return Optional.of(client);
      }
    }
    return Optional.empty();
  }

  /// Every `client_id`, in the order of this enum.
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (DemoClient client : values()) {
      names.add(client.clientId);
    }
    return names;
  }

  public String clientId() {
    return clientId;
  }

  public List<String> roles() {
    return roles;
  }

  public List<String> scopes() {
    return scopes;
  }

  public List<PurposeOfUse> purposes() {
    return purposes;
  }

  LaunchContext launchContext() {
    return launchContext;
  }
}
