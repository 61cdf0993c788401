package org.cloister.bench.deid;

/// Members of the resources of a [SyntheticRecord], as JSON with places to fill.
final class RecordTemplates {
  /// Record number, social security number, house number, postal code.
  static final String PATIENT =
      """
      "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Quillfeather, \
      Araminta</div>"},\
      "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203",\
      "code":"MR","display":"Medical Record Number"}]},"system":"http://hospital.example/mrn","value":"%s"},\
      {"system":"http://hl7.org/fhir/sid/us-ssn","value":"%s"}],\
      "name":[{"use":"official","family":"Quillfeather","given":["Araminta","Rosalind"],"prefix":["Mrs."]}],\
      "telecom":[{"system":"phone","value":"555-303-4471","use":"home"}],"gender":"female",\
      "birthDate":"1961-04-17","address":[{"line":["%s Larkspur Lane"],"city":"Wobbleton","state":"MA",\
      "postalCode":"%s","country":"US"}],\
      "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",\
      "code":"M","display":"Married"}],"text":"Married"},\
      "communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":"en-US",\
      "display":"English"}],"text":"English"}}]\
      """;

  /// Identifier, patient, start, end, practitioner's number.
  static final String ENCOUNTER =
      """
      "identifier":[{"system":"http://hospital.example/encounter","value":"%s"}],"status":"finished",\
      "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},\
      "type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000",\
      "display":"General examination of patient (procedure)"}],"text":"General examination of patient"}],\
      "subject":{"reference":"urn:uuid:%s","display":"Mrs. Araminta Quillfeather"},\
      "period":{"start":"%s","end":"%s"},\
      "participant":[{"individual":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|%s",\
      "display":"Dr. Odalys Fenwick"}}],\
      "serviceProvider":{"display":"Wobbleton General Hospital"}\
      """;

  /// Patient, encounter, effective, issued, value.
  static final String OBSERVATION =
      """
      "status":"final","category":[{"coding":[{"system":\
      "http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs",\
      "display":"Vital Signs"}]}],\
      "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}],\
      "text":"Heart rate"},\
      "subject":{"reference":"urn:uuid:%s"},"encounter":{"reference":"urn:uuid:%s"},\
      "effectiveDateTime":"%s","issued":"%s",\
      "valueQuantity":{"value":%d,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}\
      """;

  /// Patient, encounter, effective, issued, note in base64.
  static final String REPORT =
      """
      "status":"final","category":[{"coding":[{"system":"http://loinc.org","code":"34117-2",\
      "display":"History and physical note"}]}],\
      "code":{"coding":[{"system":"http://loinc.org","code":"34117-2","display":"History and physical note"}]},\
      "subject":{"reference":"urn:uuid:%s"},"encounter":{"reference":"urn:uuid:%s"},\
      "effectiveDateTime":"%s","issued":"%s",\
      "performer":[{"display":"Dr. Odalys Fenwick"}],\
      "presentedForm":[{"contentType":"text/plain; charset=utf-8","data":"%s"}]\
      """;

  /// Patient, encounter, start, end.
  static final String PROCEDURE =
      """
      "status":"completed","code":{"coding":[{"system":"http://snomed.info/sct","code":"430193006",\
      "display":"Medication reconciliation (procedure)"}],"text":"Medication reconciliation"},\
      "subject":{"reference":"urn:uuid:%s"},"encounter":{"reference":"urn:uuid:%s"},\
      "performedPeriod":{"start":"%s","end":"%s"},\
      "location":{"display":"Wobbleton General Hospital"}\
      """;

  /// Identifier, patient, start, end, created, items.
  static final String CLAIM =
      """
      "identifier":[{"system":"http://payer.example/claim","value":"%s"}],"status":"active",\
      "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type",\
      "code":"institutional"}]},"use":"claim",\
      "patient":{"reference":"urn:uuid:%s","display":"Araminta Quillfeather"},\
      "billablePeriod":{"start":"%s","end":"%s"},"created":"%s",\
      "provider":{"display":"Wobbleton General Hospital"},\
      "priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority",\
      "code":"normal"}]},\
      "insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Example Health"}}],"item":[%s]\
      """;

  /// Sequence, price, encounter.
  static final String ITEM =
      """
      {"sequence":%d,"category":{"coding":[{"system":\
      "https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd","code":"1",\
      "display":"Medical care"}]},\
      "productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"185345009",\
      "display":"Encounter for symptom"}],"text":"Encounter for symptom"},\
      "locationCodeableConcept":{"coding":[{"system":\
      "http://terminology.hl7.org/CodeSystem/ex-serviceplace","code":"21","display":"Inpatient Hospital"}]},\
      "net":{"value":%s,"currency":"USD"},"encounter":[{"reference":"urn:uuid:%s"}]}\
      """;

  private RecordTemplates() {}
}
