package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.restriction.RestrictionDesk;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Restrictions of the use of a patient's data, for compliance officers.
@RestController
class RestrictionController {
  private final RestrictionDesk desk;

  RestrictionController(RestrictionDesk desk) {
    this.desk = desk;
  }

  /// `{"patient":"Patient/1","ground":"gdpr-18-1-a","reason":"…"}`; `purposes` and `request` may be
  /// added.
  @PostMapping(path = "/compliance/restrictions", consumes = FhirMedia.PLAIN_JSON)
  void place(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request, response, officer -> desk.place(officer, form, patientId(form)));
  }

  /// `{"patient":"Patient/1","reason":"…","informed":"2026-11-25"}`.
  @PostMapping(path = "/compliance/restrictions/{id}/end", consumes = FhirMedia.PLAIN_JSON)
  void askEnd(HttpServletRequest request, HttpServletResponse response, @PathVariable UUID id)
      throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request, response, officer -> desk.askEnd(officer, id, form, patientId(form)));
  }

  /// `{"patient":"Patient/1"}`: the second officer names the patient again.
  @PostMapping(path = "/compliance/restrictions/{id}/end/approval", consumes = FhirMedia.PLAIN_JSON)
  void end(HttpServletRequest request, HttpServletResponse response, @PathVariable UUID id)
      throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request, response, officer -> desk.end(officer, id, form, patientId(form)));
  }

  /// Of one patient with `?patient=`, else all.
  @GetMapping("/compliance/restrictions")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<String> patient =
        OversightResponses.patientId(Form.query(request.getParameterMap()).text("patient"));
    OversightResponses.answer(request, response, officer -> desk.list(officer, patient));
  }

  private static Optional<String> patientId(Form form) {
    return OversightResponses.patientId(form.text("patient"));
  }
}
