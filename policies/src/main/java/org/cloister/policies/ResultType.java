package org.cloister.policies;

/// What a model's answer is in FHIR; creating it is what the caller needs a scope for.
public enum ResultType {
  RISK_ASSESSMENT("RiskAssessment"),
  OBSERVATION("Observation");

  private final String fhirType;

  ResultType(String fhirType) {
    this.fhirType = fhirType;
  }

  public String fhirType() {
    return fhirType;
  }
}
