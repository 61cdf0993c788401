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
      "system/*.rs system/RiskAssessment.c system/Observation.c system/Consent.cu"
          + " system/Encounter.c system/Bundle.c system/ClinicalImpression.c",
      List.of(PurposeOfUse.TREAT, PurposeOfUse.ETREAT, PurposeOfUse.HOPERAT),
      LaunchContext.OPTIONAL,
      Users.known("dr-ames", "dr-brandt", "nurse-cole")),
  /// The emergency department; may break the glass.
  EMERGENCY(
      "emergency",
      List.of("emergency-clinician"),
      "system/*.rs system/RiskAssessment.c system/Observation.c" + " system/ClinicalImpression.c",
      List.of(PurposeOfUse.ETREAT),
      LaunchContext.OPTIONAL,
      Users.always("dr-dorn", "dr-ekman")),
  /// A research study.
  RESEARCH(
      "research",
      List.of("researcher"),
      "system/*.rs system/RiskAssessment.c system/Observation.c",
      List.of(PurposeOfUse.HRESCH),
      LaunchContext.OPTIONAL,
      Users.always("dr-falk")),
  /// A hospital's data steward, who hands data on: to quality work and to studies.
  STEWARD(
      "steward",
      List.of("data-steward"),
      "system/Bundle.c",
      List.of(PurposeOfUse.HOPERAT, PurposeOfUse.HRESCH),
      LaunchContext.OPTIONAL,
      Users.NONE),
  /// Reads results and asks for none.
  VIEWER(
      "viewer",
      List.of("clinician"),
      "system/*.rs",
      List.of(PurposeOfUse.TREAT),
      LaunchContext.OPTIONAL,
      Users.always("dr-gray")),
  /// An app that was launched for one patient and may ask about no other.
  EHR_PATIENT(
      "ehr-patient",
      List.of("clinician"),
      "patient/*.rs patient/RiskAssessment.c patient/Observation.c",
      List.of(PurposeOfUse.TREAT),
      LaunchContext.REQUIRED,
      Users.always("dr-gray")),
  /// The compliance office: reads the audit trail and what it points to.
  COMPLIANCE(
      "compliance",
      List.of("compliance-officer"),
      "system/AuditEvent.rs system/Provenance.rs system/Device.rs system/Consent.rs",
      List.of(PurposeOfUse.HOPERAT),
      LaunchContext.OPTIONAL,
      Users.always("auditor-1")),
  /// Compliance officers, two of them, so that what needs four eyes can be tried. A token always
  /// names one.
  OFFICER(
      "officer",
      List.of("compliance-officer"),
      "system/AuditEvent.rs system/Provenance.rs system/Device.rus system/Consent.rs"
          + " system/Patient.ud system/Flag.u system/Task.u",
      List.of(PurposeOfUse.HCOMPL, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
      LaunchContext.OPTIONAL,
      Users.always("officer-1", "officer-2")),
  /// Those who may ask whom a released code stands for. A token always names one.
  REQUESTER(
      "requester",
      List.of("reidentification-requester"),
      "system/Person.r",
      List.of(PurposeOfUse.TREAT, PurposeOfUse.PATRQT, PurposeOfUse.HLEGAL),
      LaunchContext.OPTIONAL,
      Users.always("dr-ames", "dr-brandt")),
  /// Data trustees, who approve that. One of them may also ask, so that it can be tried that nobody
  /// approves their own request.
  TRUSTEE(
      "trustee",
      List.of("data-trustee"),
      "system/Person.u",
      List.of(PurposeOfUse.HCOMPL),
      LaunchContext.OPTIONAL,
      Users.always("trustee-1", "dr-ames"));

  /// Whether a token of this client is for one patient.
  enum LaunchContext {
    OPTIONAL,
    REQUIRED
  }

  /// Who may stand behind the client. The token of a user has the user as `sub` and
  /// `Practitioner/USER` as `fhirUser`.
  ///
  /// @param names in the order of this list
  /// @param fallback whom a token names that is asked for without a user
  record Users(List<String> names, Optional<String> fallback) {
    static final Users NONE = new Users(List.of(), Optional.empty());

    Users {
      names = List.copyOf(names);
    }

    /// Without a user, the token is the application's own.
    static Users known(String... names) {
      return new Users(List.of(names), Optional.empty());
    }

    /// Without a user, the token is the first one's.
    static Users always(String... names) {
      return new Users(List.of(names), Optional.of(names[0]));
    }
  }

  private final String clientId;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<String> roles;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<String> scopes;

  @SuppressWarnings("Immutable") // an unmodifiable copy
  private final List<PurposeOfUse> purposes;

  private final LaunchContext launchContext;

  @SuppressWarnings("Immutable") // a record of unmodifiable copies
  private final Users users;

  DemoClient(
      String clientId,
      List<String> roles,
      String scopes,
      List<PurposeOfUse> purposes,
      LaunchContext launchContext,
      Users users) {
    this.clientId = clientId;
    this.roles = List.copyOf(roles);
    this.scopes = List.of(scopes.split(" "));
    this.purposes = List.copyOf(purposes);
    this.launchContext = launchContext;
    this.users = users;
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

  /// The persons whom the issuer knows behind this client; may be empty.
  public List<String> users() {
    return users.names();
  }

  /// Whom a token names that is asked for without a user.
  Optional<String> defaultUser() {
    return users.fallback();
  }
}
