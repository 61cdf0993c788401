package org.cloister.gateway.http;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;

/// What the container or Spring Security's firewall refuses before any of our code sees it (an
/// encoded slash, a bad header) is an OperationOutcome too, not a page that names the server or
/// repeats the URL. Instantiated by Tomcat by name.
public final class ContainerErrors extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    OutcomeCode code =
        switch (status) {
          case 404 -> OutcomeCode.UNKNOWN_RESOURCE;
          case 405 -> OutcomeCode.METHOD_NOT_ALLOWED;
          // A method, an encoding or a version of HTTP that nobody here speaks.
          case 501, 505 -> OutcomeCode.WRONG_URL;
          default -> status >= 500 ? OutcomeCode.INTERNAL : OutcomeCode.WRONG_URL;
        };
    try {
      SafeHeaders.set(request, response);
      response.setContentType(FhirMedia.JSON);
      response.getOutputStream().write(Outcomes.operationOutcome(Issue.of(code)));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // The client has gone; there is nobody left to tell.
    }
  }
}
