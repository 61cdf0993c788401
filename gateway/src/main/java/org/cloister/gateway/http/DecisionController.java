package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.report.DecisionDesk;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// What clinicians decided about results.
@RestController
class DecisionController {
  private final DecisionDesk desk;

  DecisionController(DecisionDesk desk) {
    this.desk = desk;
  }

  /// `{"patient":"Patient/1","record":"…","decision":"overridden","reason":"…"}`.
  @PostMapping(path = "/compliance/decisions", consumes = FhirMedia.PLAIN_JSON)
  void decide(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request,
        response,
        clinician ->
            desk.decide(clinician, form, OversightResponses.patientId(form.text("patient"))));
  }
}
