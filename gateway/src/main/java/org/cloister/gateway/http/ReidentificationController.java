package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.reidentify.ReidentificationOffice;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /fhir/$reidentify`, and where data trustees decide what was asked there.
@RestController
class ReidentificationController {
  private final ReidentificationOffice office;

  ReidentificationController(ReidentificationOffice office) {
    this.office = office;
  }

  @PostMapping(
      path = "/fhir/$reidentify",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void reidentify(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body = request.getInputStream().readNBytes(ReidentifyParameters.LARGEST + 1);
    ReidentifyParameters parameters = ReidentifyParameters.parse(body);
    OversightResponses.answer(request, response, person -> office.reidentify(person, parameters));
  }

  /// What waits for a trustee.
  @GetMapping("/compliance/reidentifications")
  void waiting(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, office::waiting);
  }

  /// What the caller asked for, and what became of it.
  @GetMapping("/compliance/reidentifications/mine")
  void mine(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, office::mine);
  }

  @PostMapping("/compliance/reidentifications/{id}/approval")
  void approve(HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    OversightResponses.answer(request, response, trustee -> office.approve(trustee, id));
  }

  /// `{"note":"no treating physician asked for it"}`.
  @PostMapping("/compliance/reidentifications/{id}/refusal")
  void refuse(HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(request, response, trustee -> office.refuse(trustee, id, form));
  }

  @DeleteMapping("/compliance/reidentifications/{id}")
  void withdraw(HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    OversightResponses.answer(request, response, person -> office.withdraw(person, id));
  }
}
