package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.review.ReviewOffice;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Review by compliance officers; the work is [ReviewOffice]'s.
@RestController
@RequestMapping(path = "/compliance", produces = FhirMedia.PLAIN_JSON)
class ReviewController {
  private final ReviewOffice office;

  ReviewController(ReviewOffice office) {
    this.office = office;
  }

  @GetMapping("/today")
  void today(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, officer -> office.today(officer));
  }

  @GetMapping("/alerts")
  void alerts(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> office.alerts(officer, Form.query(request.getParameterMap())));
  }

  @GetMapping("/alerts/{id}")
  void alert(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(request, response, officer -> office.alert(officer, id));
  }

  @PostMapping("/alerts/{id}")
  void changeAlert(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> office.changeAlert(officer, id, OversightResponses.form(request)));
  }

  @GetMapping("/break-glass")
  void breakGlass(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> office.breakGlass(officer, Form.query(request.getParameterMap())));
  }

  @PostMapping("/break-glass/{id}/review")
  void reviewBreakGlass(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> office.reviewBreakGlass(officer, id, OversightResponses.form(request)));
  }

  @GetMapping("/reviews")
  void reviews(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(request, response, officer -> office.reviews(officer));
  }

  @PostMapping("/reviews")
  void signReview(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(
        request, response, officer -> office.signReview(officer, OversightResponses.form(request)));
  }
}
