package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.compliance.review.CareFeed;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where the EHR tells who has to do with whom; the work is [CareFeed]'s.
@RestController
class CareFeedController {
  private final CareFeed feed;

  CareFeedController(CareFeed feed) {
    this.feed = feed;
  }

  @PostMapping(path = "/compliance/relations", produces = FhirMedia.PLAIN_JSON)
  void keep(HttpServletRequest request, HttpServletResponse response) throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer -> feed.keep(officer, request.getInputStream().readNBytes(CareFeed.LARGEST + 1)));
  }
}
