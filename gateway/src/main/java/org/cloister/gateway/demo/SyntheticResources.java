package org.cloister.gateway.demo;

import java.time.Instant;
import org.cloister.gateway.demo.SyntheticPerson.Smoking;
import org.cloister.policies.consent.PatientConsents;

/// The JSON of the single resources in a [SyntheticBundle].
final class SyntheticResources {
  static final Problem DIABETES = new Problem("44054006", "Diabetes mellitus type 2", "E11.9");
  static final Problem HYPERTENSION = new Problem("38341003", "Hypertensive disorder", "I10");

  static final Drug LISINOPRIL = new Drug("C09AA03", "29046", "lisinopril");
  static final Drug ATORVASTATIN = new Drug("C10AA05", "83367", "atorvastatin");
  static final Drug PANTOPRAZOLE = new Drug("A02BC02", "40790", "pantoprazole");
  static final Drug PARACETAMOL = new Drug("N02BE01", "161", "acetaminophen");

  private static final String SNOMED = "http://snomed.info/sct";

  private final String key;

  /// @param icd10 code of `http://hl7.org/fhir/sid/icd-10`
  record Problem(String snomed, String display, String icd10) {}

  record Drug(String atc, String rxNorm, String name) {}

  /// @param suffix of the resource's id
  record Test(String suffix, String loinc, String display) {}

  /// @param key id of the Patient, and the beginning of every other id
  SyntheticResources(String key) {
    this.key = key;
  }

  /// Labelled HTEST: "test health data".
  String patient(SyntheticPerson person) {
    SyntheticName name = person.name();
    return """
    {"resourceType":"Patient","id":"%s",\
    "meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason",\
    "code":"HTEST"}]},\
    "identifier":[{"type":{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},\
    "system":"https://ehr.example/mrn","value":"%s"}],"active":true,\
    "name":[{"use":"official","family":"%s","given":["%s"]}],\
    "telecom":[{"system":"phone","value":"%s","use":"home"}],\
    "gender":"%s","birthDate":"%s",\
    "address":[{"use":"home","line":["%s"],"city":"%s","postalCode":"%s","country":"US"}]}\
    """
        .formatted(
            key,
            name.recordNumber(),
            name.family(),
            name.given(),
            name.phone(),
            SyntheticBundle.lowerCase(person.sex()),
            person.birthDate(),
            name.street(),
            name.city(),
            name.postalCode());
  }

  String bloodPressure(Instant at, int systolic, int diastolic) {
    return """
    %s,"component":[%s,%s]}\
    """
        .formatted(
            observation(
                new Test("-bp", "85354-9", "Blood pressure panel with all children optional"),
                "vital-signs",
                at),
            component("8480-6", "Systolic blood pressure", systolic),
            component("8462-4", "Diastolic blood pressure", diastolic));
  }

  private static String component(String loinc, String display, int value) {
    return """
    {"code":{"coding":[{"system":"http://loinc.org","code":"%s","display":"%s"}]},%s}\
    """
        .formatted(loinc, display, quantity(String.valueOf(value), "mm[Hg]"));
  }

  String measurement(Test test, Instant at, String value, String ucum) {
    String category = test.loinc().equals("39156-5") ? "vital-signs" : "laboratory";
    return "%s,%s}".formatted(observation(test, category, at), quantity(value, ucum));
  }

  String smoking(Instant at, Smoking smoking) {
    String answer =
        switch (smoking) {
          case NEVER -> coding(SNOMED, "266919005", "Never smoked tobacco");
          case FORMER -> coding(SNOMED, "8517006", "Ex-smoker");
          case CURRENT -> coding(SNOMED, "449868002", "Smokes tobacco daily");
        };
    return """
    %s,"valueCodeableConcept":{"coding":[%s]}}\
    """
        .formatted(
            observation(
                new Test("-smoking", "72166-2", "Tobacco smoking status"), "social-history", at),
            answer);
  }

  /// All but the value and the closing brace.
  private String observation(Test test, String category, Instant at) {
    return """
    {"resourceType":"Observation","id":"%s%s","status":"final",\
    "category":[{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/observation-category","code":"%s"}]}],\
    "code":{"coding":[%s]},"subject":{"reference":"Patient/%s"},"effectiveDateTime":"%s\"\
    """
        .formatted(
            key,
            test.suffix(),
            category,
            coding("http://loinc.org", test.loinc(), test.display()),
            key,
            at);
  }

  private static String quantity(String value, String ucum) {
    return """
    "valueQuantity":{"value":%s,"unit":"%s","system":"http://unitsofmeasure.org",\
    "code":"%s"}\
    """
        .formatted(value, ucum, ucum);
  }

  String condition(Instant since, Problem problem) {
    return """
    {"resourceType":"Condition","id":"%s-problem",\
    "clinicalStatus":{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},\
    "verificationStatus":{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},\
    "category":[{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item"}]}],\
    "code":{"coding":[%s,{"system":"http://hl7.org/fhir/sid/icd-10","code":"%s"}]},\
    "subject":{"reference":"Patient/%s"},"onsetDateTime":"%s"}\
    """
        .formatted(
            key, coding(SNOMED, problem.snomed(), problem.display()), problem.icd10(), key, since);
  }

  String medication(String suffix, Instant since, Drug drug) {
    return """
    {"resourceType":"MedicationStatement","id":"%s%s","status":"active",\
    "medicationCodeableConcept":{"coding":[%s,%s]},\
    "subject":{"reference":"Patient/%s"},"effectivePeriod":{"start":"%s"}}\
    """
        .formatted(
            key,
            suffix,
            coding("http://www.whocc.no/atc", drug.atc(), drug.name()),
            coding("http://www.nlm.nih.gov/research/umls/rxnorm", drug.rxNorm(), drug.name()),
            key,
            since);
  }

  /// Speaks of use by a model, and of nothing else.
  ///
  /// @param type `permit` or `deny`
  String consent(Instant at, String type) {
    return """
    {"resourceType":"Consent","id":"%s-consent","status":"active",\
    "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope",\
    "code":"patient-privacy"}]},\
    "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],\
    "patient":{"reference":"Patient/%s"},"dateTime":"%s",\
    "performer":[{"reference":"Patient/%s"}],\
    "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",\
    "code":"OPTIN"}]},\
    "provision":{"type":"%s","action":[{"coding":[{"system":"%s","code":"%s"}]}]}}\
    """
        .formatted(key, key, at, key, type, PatientConsents.ACTION_SYSTEM, PatientConsents.INFER);
  }

  private static String coding(String system, String code, String display) {
    return """
    {"system":"%s","code":"%s","display":"%s"}\
    """
        .formatted(system, code, display);
  }
}
