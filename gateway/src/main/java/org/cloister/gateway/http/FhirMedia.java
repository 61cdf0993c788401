package org.cloister.gateway.http;

/// Media types of FHIR's RESTful API (https://hl7.org/fhir/R4/http.html#mime-type).
final class FhirMedia {
  static final String JSON = "application/fhir+json";
  static final String PLAIN_JSON = "application/json";

  private FhirMedia() {}
}
