package org.cloister.deid.risk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Finds the Patients in a stream of released resources, one behind the other or in Bundles, and
/// holds one of them at a time.
record PatientReading(JsonParser json, Consumer<ReleasedPatient> found) {
  private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";

  private static final Map<String, QuasiIdentifier> OF_ADDRESS =
      Map.of(
          "postalCode", QuasiIdentifier.POSTAL_CODE,
          "city", QuasiIdentifier.CITY,
          "district", QuasiIdentifier.COUNTY,
          "state", QuasiIdentifier.STATE);

  private static final Set<String> CODED = Set.of("code", "valueCode", "valueString");

  void all() throws IOException {
    while (json.nextToken() != null) {
      resource();
    }
  }

  private void resource() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    ReleasedPatient patient = new ReleasedPatient();
    boolean isPatient = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String property = json.currentName();
      json.nextToken();
      switch (property) {
        case "resourceType" -> isPatient = scalar().equals("Patient");
        case "id" -> patient.identify(scalar());
        case "birthDate" -> patient.add(QuasiIdentifier.BIRTH_DATE, scalar());
        case "gender" -> patient.add(QuasiIdentifier.GENDER, scalar());
        case "deceasedDateTime" -> patient.add(QuasiIdentifier.DEATH, scalar());
        case "deceasedBoolean" -> addDeath(patient);
        case "address" -> eachOf(() -> address(patient));
        case "extension" -> eachOf(() -> extension(patient));
        case "maritalStatus" -> addCodes(patient, QuasiIdentifier.MARITAL_STATUS);
        case "communication" -> addCodes(patient, QuasiIdentifier.LANGUAGE);
        case "entry", "parameter" -> eachOf(this::entry);
        default -> json.skipChildren();
      }
    }
    if (isPatient) {
      found.accept(patient);
    }
  }

  private interface Step {
    void take() throws IOException;
  }

  /// One step for every object of the list; what is none is passed over.
  private void eachOf(Step step) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        step.take();
      } else {
        json.skipChildren();
      }
    }
  }

  private void entry() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isResource = json.currentName().equals("resource");
      json.nextToken();
      if (isResource) {
        resource();
      } else {
        json.skipChildren();
      }
    }
  }

  private void address(ReleasedPatient patient) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      QuasiIdentifier trait = OF_ADDRESS.get(json.currentName());
      json.nextToken();
      if (trait == null) {
        json.skipChildren();
      } else {
        patient.add(trait, scalar());
      }
    }
  }

  /// Race and ethnicity, as US Core writes them; the url may stand behind the codes.
  private void extension(ReleasedPatient patient) throws IOException {
    String url = "";
    Set<String> codes = new TreeSet<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isUrl = json.currentName().equals("url");
      json.nextToken();
      if (isUrl) {
        url = scalar();
      } else {
        collect(codes);
      }
    }
    if (url.equals(US_CORE + "race")) {
      codes.forEach(code -> patient.add(QuasiIdentifier.RACE, code));
    } else if (url.equals(US_CORE + "ethnicity")) {
      codes.forEach(code -> patient.add(QuasiIdentifier.ETHNICITY, code));
    }
  }

  private void addDeath(ReleasedPatient patient) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_TRUE) {
      patient.add(QuasiIdentifier.DEATH, "true");
    }
    json.skipChildren();
  }

  private void addCodes(ReleasedPatient patient, QuasiIdentifier trait) throws IOException {
    Set<String> codes = new TreeSet<>();
    collect(codes);
    codes.forEach(code -> patient.add(trait, code));
  }

  /// Every code at whatever depth of the value that the parser stands at.
  private void collect(Set<String> codes) throws IOException {
    int depth = 0;
    do {
      JsonToken token = json.currentToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      String property = json.currentName();
      if (token == JsonToken.VALUE_STRING && property != null && CODED.contains(property)) {
        codes.add(json.getText());
      }
    } while (depth > 0 && json.nextToken() != null);
  }

  /// Empty text for what is no string.
  private String scalar() throws IOException {
    String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    json.skipChildren();
    return text;
  }

  @Override
  public String toString() {
    return "PatientReading[redacted]";
  }
}
