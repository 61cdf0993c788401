package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.cloister.gateway.answer.OutcomeCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `.well-known/smart-configuration`, at the FHIR base and at the root. JSON whatever `Accept`
/// says, for any origin: it holds addresses only.
@RestController
public class SmartController {
  /// The document, which may have to be fetched from the issuer.
  @FunctionalInterface
  public interface Source {
    Map<String, Object> configuration() throws IOException;
  }

  private final Source source;

  SmartController(Source source) {
    this.source = source;
  }

  @GetMapping({"/.well-known/smart-configuration", "/fhir/.well-known/smart-configuration"})
  ResponseEntity<Map<String, Object>> configuration(HttpServletResponse response)
      throws IOException {
    try {
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_JSON)
          .header("Access-Control-Allow-Origin", "*")
          .body(source.configuration());
    } catch (IOException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
      return ResponseEntity.status(response.getStatus()).build();
    }
  }
}
