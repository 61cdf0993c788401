package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;

/// Media types of FHIR's RESTful API (https://hl7.org/fhir/R4/http.html#mime-type).
final class FhirMedia {
  static final String JSON = "application/fhir+json";
  static final String PLAIN_JSON = "application/json";

  /// One resource a line (https://hl7.org/fhir/R4/nd-json.html).
  static final String NDJSON = "application/fhir+ndjson";

  private FhirMedia() {}

  /// Whether the body is compressed. It could expand without bound, so it is refused before it is
  /// read.
  static boolean isEncoded(HttpServletRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }
}
