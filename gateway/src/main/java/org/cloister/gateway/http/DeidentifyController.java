package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.deidentify.DeidentifyQuery.Format;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /fhir/$deidentify`, for the requests that [DirectOperations] leaves to Spring: NDJSON, and
/// those that are to be refused for their media types.
@RestController
class DeidentifyController {
  private final DeidentifyEndpoint endpoint;

  DeidentifyController(DeidentifyEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @PostMapping(
      path = "/fhir/$deidentify",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void deidentify(HttpServletRequest request, HttpServletResponse response) throws IOException {
    endpoint.answer(request, response, Format.JSON);
  }

  @PostMapping(path = "/fhir/$deidentify", consumes = FhirMedia.NDJSON, produces = FhirMedia.NDJSON)
  void deidentifyLines(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    endpoint.answer(request, response, Format.NDJSON);
  }
}
