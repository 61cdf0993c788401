package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.report.DisclosureDesk;
import org.cloister.gateway.compliance.report.ReportDesk;
import org.cloister.gateway.compliance.report.RequestRegister;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Orders and hand-outs of reports, disclosures, and the register of patients' requests.
@RestController
class ReportController {
  private final ReportDesk reports;
  private final DisclosureDesk disclosures;
  private final RequestRegister requests;

  ReportController(ReportDesk reports, DisclosureDesk disclosures, RequestRegister requests) {
    this.reports = reports;
    this.disclosures = disclosures;
    this.requests = requests;
  }

  @PostMapping(path = "/compliance/reports", consumes = FhirMedia.PLAIN_JSON)
  void order(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request,
        response,
        officer ->
            reports.order(officer, form, OversightResponses.patientId(form.text("patient"))));
  }

  @GetMapping(path = "/compliance/reports/{id}")
  void status(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(request, response, officer -> reports.status(officer, id));
  }

  @GetMapping(path = "/compliance/reports/{id}/{format}")
  void deliver(
      @PathVariable("id") String id,
      @PathVariable("format") String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<ReportDesk.Format> format = ReportDesk.Format.named(name);
    if (format.isEmpty()) {
      FhirResponses.refuse(response, OutcomeCode.UNKNOWN_RESOURCE);
      return;
    }
    if (format.get() == ReportDesk.Format.HTML) {
      // The page's own style, and nothing else: no script, no image, no other origin.
      response.setHeader(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    }
    OversightResponses.answer(
        request, response, officer -> reports.deliver(officer, id, format.get()));
  }

  @PostMapping(path = "/compliance/disclosures", consumes = FhirMedia.PLAIN_JSON)
  void disclose(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request,
        response,
        officer ->
            disclosures.disclose(
                officer, form, OversightResponses.patientId(form.text("patient"))));
  }

  @PostMapping(path = "/compliance/suspensions", consumes = FhirMedia.PLAIN_JSON)
  void suspend(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request,
        response,
        officer ->
            disclosures.suspend(officer, form, OversightResponses.patientId(form.text("patient"))));
  }

  @PostMapping(path = "/compliance/requests", consumes = FhirMedia.PLAIN_JSON)
  void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    OversightResponses.answer(
        request,
        response,
        officer ->
            requests.receive(officer, form, OversightResponses.patientId(form.text("patient"))));
  }

  @GetMapping(path = "/compliance/requests")
  void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, officer -> requests.open(officer));
  }

  @PostMapping(path = "/compliance/requests/{id}/extended", consumes = FhirMedia.PLAIN_JSON)
  void extend(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> requests.extend(officer, id, OversightResponses.form(request)));
  }

  @PostMapping(path = "/compliance/requests/{id}/closed", consumes = FhirMedia.PLAIN_JSON)
  void close(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> requests.close(officer, id, OversightResponses.form(request)));
  }
}
