package org.cloister.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Builds the JSON text of a FHIR R4 collection about one patient, entry by entry. Every resource
/// refers to the Patient as `Patient/{id}`. The methods that add an entry answer the builder
/// itself.
public final class PatientBundle {
  public static final String LOINC = "http://loinc.org";
  public static final String SNOMED = "http://snomed.info/sct";
  public static final String ICD10 = "http://hl7.org/fhir/sid/icd-10-cm";
  public static final String ATC = "http://www.whocc.no/atc";
  public static final String UCUM = "http://unitsofmeasure.org";

  private final String patientId;
  private final List<String> entries = new ArrayList<>();

  private PatientBundle(String patientId) {
    this.patientId = patientId;
  }

  /// A bundle without any entry yet; see [#patient].
  public static PatientBundle about(String patientId) {
    return new PatientBundle(patientId);
  }

  /// The Patient, with a name, an address and an MRN that must never come out anywhere.
  ///
  /// @param gender code of administrative-gender
  /// @param birthDate FHIR date, in any precision
  @CanIgnoreReturnValue
  public PatientBundle patient(String gender, String birthDate) {
    return patient(gender, birthDate, "");
  }

  /// @param more further properties as JSON text, such as `"deceasedBoolean":true`
  @CanIgnoreReturnValue
  public PatientBundle patient(String gender, String birthDate, String more) {
    return resource(
        """
        {"resourceType":"Patient","id":"%s","identifier":[{"system":"urn:example:mrn","value":"MRN-4711"}],\
        "name":[{"family":"Quillfeather","given":["Araminta"]}],"gender":"%s","birthDate":"%s",\
        "address":[{"line":["12 Larkspur Lane"],"city":"Wobbleton","postalCode":"02139"}]%s}\
        """
            .formatted(patientId, gender, birthDate, more.isEmpty() ? "" : "," + more));
  }

  /// A final Observation with a quantity in UCUM.
  ///
  /// @param effective FHIR dateTime
  @CanIgnoreReturnValue
  public PatientBundle measured(
      String id, String loinc, String value, String ucum, String effective) {
    return observation(id, loinc, quantity(value, ucum), "final", effective);
  }

  /// Any Observation with a value.
  ///
  /// @param value JSON text of the `value[x]` property, such as [#quantity] or [#concept]
  /// @param status code of observation-status
  @CanIgnoreReturnValue
  public PatientBundle observation(
      String id, String loinc, String value, String status, String effective) {
    return resource(
        """
        {"resourceType":"Observation","id":"%s","status":"%s",%s,%s,"effectiveDateTime":"%s",%s}\
        """
            .formatted(id, status, code("code", LOINC, loinc), subject(), effective, value));
  }

  /// Blood pressure panel 85354-9 with systolic and diastolic components.
  @CanIgnoreReturnValue
  public PatientBundle bloodPressure(
      String id, String systolic, String diastolic, String effective) {
    return resource(
        """
        {"resourceType":"Observation","id":"%s","status":"final",%s,%s,"effectiveDateTime":"%s",\
        "component":[{%s,%s},{%s,%s}]}\
        """
            .formatted(
                id,
                code("code", LOINC, "85354-9"),
                subject(),
                effective,
                code("code", LOINC, "8480-6"),
                quantity(systolic, "mm[Hg]"),
                code("code", LOINC, "8462-4"),
                quantity(diastolic, "mm[Hg]")));
  }

  /// An active, confirmed Condition.
  @CanIgnoreReturnValue
  public PatientBundle condition(String id, String system, String code) {
    return condition(id, system, code, "active", "confirmed");
  }

  @CanIgnoreReturnValue
  public PatientBundle condition(
      String id, String system, String code, String clinicalStatus, String verificationStatus) {
    return resource(
        """
        {"resourceType":"Condition","id":"%s",%s,%s,%s,%s}\
        """
            .formatted(
                id,
                code(
                    "clinicalStatus",
                    "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    clinicalStatus),
                code(
                    "verificationStatus",
                    "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                    verificationStatus),
                code("code", system, code),
                subject()));
  }

  /// An active MedicationStatement.
  @CanIgnoreReturnValue
  public PatientBundle medication(String id, String system, String code) {
    return resource(
        """
        {"resourceType":"MedicationStatement","id":"%s","status":"active",%s,%s}\
        """
            .formatted(id, code("medicationCodeableConcept", system, code), subject()));
  }

  /// A current List that says "none known".
  ///
  /// @param use `problems` or `medications`
  @CanIgnoreReturnValue
  public PatientBundle noneKnown(String id, String use) {
    return resource(
        """
        {"resourceType":"List","id":"%s","status":"current","mode":"snapshot",%s,%s,%s}\
        """
            .formatted(
                id,
                code("code", "http://terminology.hl7.org/CodeSystem/list-example-use-codes", use),
                subject(),
                code(
                    "emptyReason",
                    "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                    "nilknown")));
  }

  /// Any resource as JSON text.
  @CanIgnoreReturnValue
  public PatientBundle resource(String json) {
    return entry("{\"resource\":" + json + "}");
  }

  /// Any entry as JSON text.
  @CanIgnoreReturnValue
  public PatientBundle entry(String json) {
    entries.add(json);
    return this;
  }

  /// `"subject":{"reference":"Patient/…"}`.
  public String subject() {
    return "\"subject\":{\"reference\":\"Patient/" + patientId + "\"}";
  }

  /// `"NAME":{"coding":[{"system":…,"code":…}]}`.
  public static String code(String name, String system, String code) {
    return "\"%s\":{\"coding\":[{\"system\":\"%s\",\"code\":\"%s\"}]}"
        .formatted(name, system, code);
  }

  /// `"valueQuantity":{…}` in UCUM.
  public static String quantity(String value, String ucum) {
    return "\"valueQuantity\":{\"value\":%s,\"unit\":\"%s\",\"system\":\"%s\",\"code\":\"%s\"}"
        .formatted(value, ucum, UCUM, ucum);
  }

  /// `"valueCodeableConcept":{…}`.
  public static String concept(String system, String code) {
    return code("valueCodeableConcept", system, code);
  }

  /// The Bundle with its entries in the order in which they were added.
  public String json() {
    return bundle(entries);
  }

  /// The Bundle with its entries in an order that the generator picks.
  public String shuffled(Random order) {
    List<String> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, order);
    return bundle(shuffled);
  }

  private static String bundle(List<String> entries) {
    return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
        + String.join(",", entries)
        + "]}";
  }
}
