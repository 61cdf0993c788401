package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.OversightReply;

/// What every route of compliance officers has in common: who asks goes to a desk, and the desk's
/// reply goes out.
final class OversightResponses {
  private OversightResponses() {}

  /// What answers an officer; whether they may ask is for it to find out, by
  /// [org.cloister.gateway.compliance.Oversight].
  @FunctionalInterface
  interface Desk {
    OversightReply answer(Credentials officer) throws IOException;
  }

  static void answer(HttpServletRequest request, HttpServletResponse response, Desk desk)
      throws IOException {
    Credentials officer = new Credentials(BearerHeader.of(request), StatedPurpose.of(request));
    write(request, response, desk.answer(officer));
  }

  /// The JSON body; too large a one is as malformed as any other that is none.
  static Form form(HttpServletRequest request) throws IOException {
    return Form.parse(request.getInputStream().readNBytes(Form.LARGEST + 1));
  }

  /// The logical id in `123` or `Patient/123`; empty where it is neither.
  static Optional<String> patientId(Optional<String> reference) {
    return reference.flatMap(LogicalId::ofPatient);
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, OversightReply reply)
      throws IOException {
    switch (reply) {
      case OversightReply.Unrecorded() -> FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
      case OversightReply.Recorded recorded -> {
        response.setHeader("Cloister-Record", recorded.recordId().toString());
        recorded.refusal().ifPresent(code -> FhirResponses.addHeaders(response, code));
        if (recorded.refusal().filter(OutcomeCode.UNAUTHENTICATED::equals).isPresent()
            && request.getHeader("Authorization") == null) {
          FhirResponses.askForToken(response);
        }
        Content content = recorded.content();
        response.setStatus(content.status());
        response.setContentType(content.mediaType());
        response.setContentLength(content.body().length);
        response.getOutputStream().write(content.body());
        response.flushBuffer();
      }
    }
  }
}
