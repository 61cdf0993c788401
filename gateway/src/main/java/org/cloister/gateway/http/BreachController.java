package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.report.BreachRegister;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The register of breaches, for compliance officers.
@RestController
class BreachController {
  private final BreachRegister register;

  BreachController(BreachRegister register) {
    this.register = register;
  }

  /// `{"discovered":"2026-11-25T10:00:00Z","facts":"…"}`.
  @PostMapping(path = "/compliance/breaches", consumes = FhirMedia.PLAIN_JSON)
  void register(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(request, response, officer -> register.register(officer, form));
  }

  @GetMapping(path = "/compliance/breaches")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, register::list);
  }

  /// `{"effects":"…","measures":"…","patients":12}`.
  @PostMapping(path = "/compliance/breaches/{id}/amended", consumes = FhirMedia.PLAIN_JSON)
  void amend(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(request, response, officer -> register.amend(officer, id, form));
  }

  /// `{"duty":"authority","day":"2026-11-26"}` or `{"duty":"media","reason":"…"}`.
  @PostMapping(path = "/compliance/breaches/{id}/settled", consumes = FhirMedia.PLAIN_JSON)
  void settle(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(request, response, officer -> register.settle(officer, id, form));
  }
}
