package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /fhir/$infer` and `POST /fhir/Patient/{id}/$infer`, for the requests that
/// [DirectOperations] leaves to Spring: those that are to be refused for their media types, and odd
/// but equal spellings of the URL.
@RestController
class InferController {
  private final InferEndpoint endpoint;

  InferController(InferEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @PostMapping(
      path = "/fhir/$infer",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void infer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    endpoint.answer(request, response, Optional.empty());
  }

  @PostMapping(
      path = "/fhir/Patient/{id}/$infer",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void inferForPatient(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    endpoint.answer(request, response, Optional.of(id));
  }
}
