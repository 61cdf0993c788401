package org.cloister.gateway.event;

/// Canonical URLs of the code systems, profiles and extensions that our AuditEvents speak.
public final class AuditTerms {
  private static final String OURS = "https://cloister.health/fhir/";
  private static final String OUR_STRUCTURES = OURS + "StructureDefinition/";

  /// What a record is of; see [Act].
  public static final String EVENT = OURS + "CodeSystem/audit-event";

  /// What the entities of an event are, where no standard code says it.
  public static final String ENTITY = OURS + "CodeSystem/audit-entity";

  /// Every event of ours.
  public static final String GATEWAY_EVENT = OUR_STRUCTURES + "gateway-event";

  /// A call of `$infer`, however it ended.
  public static final String INFERENCE_EVENT = OUR_STRUCTURES + "inference-event";

  /// What policy, consent or authentication forbade.
  public static final String ACCESS_DENIED = OUR_STRUCTURES + "access-denied";

  /// Where the record stands in the log, and where its receipt is.
  public static final String LOG_ENTRY = OUR_STRUCTURES + "audit-log-entry";

  /// SHA-256 of the policy set in force.
  public static final String POLICY_SET = OUR_STRUCTURES + "policy-set";

  /// `amr` of the token, RFC 8176: how the person signed in; once for each.
  public static final String SIGN_IN_METHOD = OUR_STRUCTURES + "sign-in-method";

  /// `auth_time` of the token: when the person signed in.
  public static final String SIGN_IN_TIME = OUR_STRUCTURES + "sign-in-time";

  /// `acr` of the token, as BALP writes it.
  static final String ASSURANCE_LEVEL =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/ihe-assuranceLevel";

  /// Which part of the record was erased.
  public static final String ERASED = OUR_STRUCTURES + "erased";

  /// Which part of the record is not there, though no act erased it.
  public static final String MISSING = OUR_STRUCTURES + "missing-part";

  /// Prefix of a policy's canonical URI.
  static final String POLICY = "https://cloister.health/policy/";

  /// Identifier system of a SHA-256, 64 hexadecimal digits.
  static final String SHA_256 = OURS + "sha256";

  /// How BALP writes the `jti` of a token (IHE.BasicAudit.OAUTHaccessTokenUse.Minimal).
  static final String TOKEN_ID = "urn:ietf:params:oauth:jti:";

  static final String BALP =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
  static final String BALP_AUTHORIZATION =
      "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType";
  static final String BALP_ENTITY =
      "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
  static final String BALP_AGENT = "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes";

  static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  static final String EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
  static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
  static final String LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
  static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  static final String ROLE_CLASS = "http://terminology.hl7.org/CodeSystem/v3-RoleClass";
  static final String SECURITY_ROLE =
      "http://terminology.hl7.org/CodeSystem/extra-security-role-type";
  static final String SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type";
  static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  static final String OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  static final String RESOURCE_TYPE = "http://hl7.org/fhir/resource-types";
  static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

  private AuditTerms() {}
}
