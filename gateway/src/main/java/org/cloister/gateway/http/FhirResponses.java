package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;

/// Writes FHIR JSON and the headers that a status asks for.
final class FhirResponses {
  private static final String RETRY_SECONDS = "2";

  private FhirResponses() {}

  /// Answers with a document that holds nothing of a patient.
  static void ok(HttpServletResponse response, byte[] json) throws IOException {
    write(response, 200, json);
  }

  static void refuse(HttpServletResponse response, OutcomeCode code) throws IOException {
    refuse(response, code, Outcomes.operationOutcome(Issue.of(code)));
  }

  static void refuse(HttpServletResponse response, OutcomeCode code, byte[] outcome)
      throws IOException {
    addHeaders(response, code);
    write(response, code.httpStatus(), outcome);
  }

  /// RFC 6750 section 3: which challenge a refused token gets; RFC 9110 section 10.2.3: when to
  /// retry.
  static void addHeaders(HttpServletResponse response, OutcomeCode code) {
    switch (code) {
      case UNAUTHENTICATED, TOKEN_EXPIRED ->
          response.setHeader(
              "WWW-Authenticate", "Bearer realm=\"cloister\", error=\"invalid_token\"");
      // RFC 9470 section 3: how a client learns that its user must sign in anew.
      case WEAK_SIGN_IN ->
          response.setHeader(
              "WWW-Authenticate",
              "Bearer realm=\"cloister\", error=\"insufficient_user_authentication\"");
      case INSUFFICIENT_SCOPE ->
          response.setHeader(
              "WWW-Authenticate", "Bearer realm=\"cloister\", error=\"insufficient_scope\"");
      case BUSY, UNAVAILABLE -> response.setHeader("Retry-After", RETRY_SECONDS);
      default -> {}
    }
  }

  /// RFC 6750 section 3.1: where a request holds no credentials at all, "the resource server SHOULD
  /// NOT include an error code".
  static void askForToken(HttpServletResponse response) {
    response.setHeader("WWW-Authenticate", "Bearer realm=\"cloister\"");
  }

  static void write(HttpServletResponse response, int status, byte[] json) throws IOException {
    write(response, status, FhirMedia.JSON, json);
  }

  static void write(HttpServletResponse response, int status, String mediaType, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(mediaType);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
