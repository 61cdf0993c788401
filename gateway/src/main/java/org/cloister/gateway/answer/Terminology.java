package org.cloister.gateway.answer;

/// Canonical URLs of the code systems and extensions that answers speak.
public final class Terminology {
  /// Every output of every model, and the classes of results that no standard has a code for;
  /// published by [Conformance].
  public static final String MODEL_OUTPUT = "https://cloister.health/fhir/CodeSystem/model-output";

  /// The models themselves, as `method` of a result; published by [Conformance].
  public static final String MODEL = "https://cloister.health/fhir/CodeSystem/model";

  /// Why a call was refused; see [OutcomeCode].
  public static final String OUTCOME = "https://cloister.health/fhir/CodeSystem/outcome";

  /// On Provenance: latency and cost of the one inference; see [MeteringFigures].
  public static final String METERING =
      "https://cloister.health/fhir/StructureDefinition/inference-metering";

  /// On Provenance: the audit record that proves the inference, as `urn:uuid:`.
  public static final String AUDIT_RECORD =
      "https://cloister.health/fhir/StructureDefinition/audit-record";

  /// On Provenance: the patient's Consent that decided, if one was on file.
  public static final String GOVERNING_CONSENT =
      "https://cloister.health/fhir/StructureDefinition/governing-consent";

  /// Identifier system of a model version: `id|version`.
  public static final String MODEL_VERSION = "https://cloister.health/fhir/model-version";

  /// Identifier system of a model version's card: `id|version`.
  public static final String MODEL_CARD = "https://cloister.health/fhir/model-card";

  static final String OBSERVATION_VALUE =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
  static final String AI_DEVICE_TYPE =
      "http://hl7.org/fhir/uv/aitransparency/CodeSystem/AIdeviceTypeCS";
  static final String AI_PROFILE = "http://hl7.org/fhir/uv/aitransparency/StructureDefinition/";
  static final String UCUM = "http://unitsofmeasure.org";

  private Terminology() {}
}
