package org.cloister.bench.bare;

import ai.onnxruntime.OrtException;
import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /bare`: parse, run, answer six numbers.
@RestController
class BareEndpoint {
  private final FhirContext fhir = FhirContext.forR4Cached();
  private final PreventSession model;

  BareEndpoint() throws OrtException, IOException {
    model = PreventSession.open();
  }

  @PostMapping(path = "/bare", consumes = "application/fhir+json")
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, OrtException {
    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Parameters parameters = fhir.newJsonParser().parseResource(Parameters.class, body);
    byte[] answer = json(model.run(FixedFeatures.of(parameters)));
    response.setContentType("application/json");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }

  private byte[] json(double[] risks) {
    StringBuilder json = new StringBuilder(256);
    for (int i = 0; i < risks.length; i++) {
      json.append(i == 0 ? "{\"" : ",\"").append(model.outputs().get(i)).append("\":");
      json.append(Double.isNaN(risks[i]) ? "null" : Double.toString(risks[i]));
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
