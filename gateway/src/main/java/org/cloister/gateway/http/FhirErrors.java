package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.cloister.gateway.answer.OutcomeCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/// What the web framework refuses, in FHIR's words. No exception's own text leaves the process.
@RestControllerAdvice
class FhirErrors {
  private static final Logger LOG = LoggerFactory.getLogger(FhirErrors.class);

  @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
  void methodNotAllowed(
      HttpRequestMethodNotSupportedException refused,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String[] supported = refused.getSupportedMethods();
    if (supported != null) {
      response.setHeader("Allow", Allowed.methods(supported));
    }
    FhirResponses.refuse(response, OutcomeCode.METHOD_NOT_ALLOWED);
  }

  @ExceptionHandler(HttpMediaTypeNotSupportedException.class)
  void unsupportedMediaType(HttpServletResponse response) throws IOException {
    FhirResponses.refuse(response, OutcomeCode.UNSUPPORTED_MEDIA_TYPE);
  }

  @ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
  void notAcceptable(HttpServletResponse response) throws IOException {
    FhirResponses.refuse(response, OutcomeCode.NOT_ACCEPTABLE);
  }

  @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
  void unknownUrl(HttpServletResponse response) throws IOException {
    FhirResponses.refuse(response, OutcomeCode.UNKNOWN_RESOURCE);
  }

  /// The query has an escape that is none.
  @ExceptionHandler(InvalidParameterException.class)
  void malformedQuery(HttpServletResponse response) throws IOException {
    FhirResponses.refuse(response, OutcomeCode.WRONG_URL);
  }

  @ExceptionHandler(IOException.class)
  void clientWentAway() {
    // Nobody is left to answer; the pipeline has recorded what became of the call.
  }

  @ExceptionHandler(Throwable.class)
  void bug(Throwable bug, HttpServletResponse response) throws IOException {
    // The class and place of a bug name no patient; its message might.
    StackTraceElement[] trace = bug.getStackTrace();
    LOG.error(
        "A request failed: {} at {}",
        bug.getClass().getName(),
        trace.length == 0 ? "unknown place" : trace[0]);
    if (!response.isCommitted()) {
      FhirResponses.refuse(response, OutcomeCode.INTERNAL);
    }
  }
}
