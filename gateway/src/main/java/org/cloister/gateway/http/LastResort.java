package org.cloister.gateway.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.cloister.gateway.answer.OutcomeCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What no handler was there to catch, because a filter or the dispatcher itself threw it. Left to
/// the container, it would be logged with its message, and a message may quote the request.
public final class LastResort implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException failure) {
      refuse((HttpServletResponse) response, cause(failure));
    }
  }

  private static void refuse(HttpServletResponse response, Throwable cause) throws IOException {
    boolean malformed = cause instanceof InvalidParameterException;
    if (!malformed) {
      StackTraceElement[] trace = cause.getStackTrace();
      LOG.error(
          "A request failed outside of its handler: {} at {}",
          cause.getClass().getName(),
          trace.length == 0 ? "unknown place" : trace[0]);
    }
    if (!response.isCommitted()) {
      response.resetBuffer();
      FhirResponses.refuse(response, malformed ? OutcomeCode.WRONG_URL : OutcomeCode.INTERNAL);
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof ServletException wrapped && wrapped.getCause() != null) {
      cause = wrapped.getCause();
    }
    return cause;
  }
}
