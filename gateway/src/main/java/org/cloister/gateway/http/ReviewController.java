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
    OversightResponses.write(
        request, response, office.today(OversightResponses.credentials(request)));
  }

  @GetMapping("/alerts")
  void alerts(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.write(
        request,
        response,
        office.alerts(
            OversightResponses.credentials(request), Form.query(request.getParameterMap())));
  }

  @GetMapping("/alerts/{id}")
  void alert(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.write(
        request, response, office.alert(OversightResponses.credentials(request), id));
  }

  @PostMapping("/alerts/{id}")
  void changeAlert(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.write(
        request,
        response,
        office.changeAlert(
            OversightResponses.credentials(request), id, OversightResponses.form(request)));
  }

  @GetMapping("/break-glass")
  void breakGlass(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.write(
        request,
        response,
        office.breakGlass(
            OversightResponses.credentials(request), Form.query(request.getParameterMap())));
  }

  @PostMapping("/break-glass/{id}/review")
  void reviewBreakGlass(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.write(
        request,
        response,
        office.reviewBreakGlass(
            OversightResponses.credentials(request), id, OversightResponses.form(request)));
  }

  @GetMapping("/reviews")
  void reviews(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.write(
        request, response, office.reviews(OversightResponses.credentials(request)));
  }

  @PostMapping("/reviews")
  void signReview(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.write(
        request,
        response,
        office.signReview(
            OversightResponses.credentials(request), OversightResponses.form(request)));
  }
}
