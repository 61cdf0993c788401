package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.cloister.gateway.answer.Conformance;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.OutcomeCode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What this server is, for anyone who asks: no token is needed, nothing here is a patient's.
@RestController
class ConformanceController {
  private final Conformance conformance;

  ConformanceController(Conformance conformance) {
    this.conformance = conformance;
  }

  @GetMapping(
      path = "/fhir/metadata",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void metadata(HttpServletResponse response) throws IOException {
    response.setHeader("Cache-Control", "public, max-age=300");
    FhirResponses.ok(response, conformance.capabilityStatement());
  }

  @GetMapping(
      path = "/fhir/{type:OperationDefinition|CodeSystem|StructureDefinition|SearchParameter}/{id}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void definition(
      @PathVariable("type") String type,
      @PathVariable("id") String id,
      HttpServletResponse response)
      throws IOException {
    Optional<EncodedResource> definition = conformance.find(type, id);
    if (definition.isPresent()) {
      FhirResponses.ok(response, definition.get().json());
    } else {
      FhirResponses.refuse(response, OutcomeCode.NOT_FOUND);
    }
  }
}
