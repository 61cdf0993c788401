package org.cloister.gateway.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.gateway.deidentify.DeidentifyQuery.Format;
import org.jspecify.annotations.Nullable;

/// Takes the plain calls of `$infer` and `$deidentify` straight to their endpoints. Spring
/// Security's filters and Spring MVC's dispatch decide nothing about them (callers are
/// authenticated in the pipeline) and cost a seventh of a call's CPU.
///
/// A call is plain when its URL is spelt exactly, its body is FHIR JSON and so is what it asks for.
/// Everything else goes on along the chain, and what is legal of it reaches the same endpoints.
public final class DirectOperations implements Filter {
  private static final String OPERATION = "/$infer";
  private static final String SYSTEM = "/fhir" + OPERATION;
  private static final String DEIDENTIFY = "/fhir/$deidentify";
  private static final String INSTANCE = "/fhir/Patient/";

  /// Without and with the one charset that FHIR JSON has, as the common clients write it.
  private static final Set<String> JSON =
      Set.of(
          FhirMedia.JSON,
          FhirMedia.PLAIN_JSON,
          FhirMedia.JSON + "; charset=utf-8",
          FhirMedia.JSON + "; charset=UTF-8",
          FhirMedia.JSON + ";charset=utf-8",
          FhirMedia.JSON + ";charset=UTF-8");

  private final InferEndpoint endpoint;
  private final DeidentifyEndpoint deidentify;

  public DirectOperations(InferEndpoint endpoint, DeidentifyEndpoint deidentify) {
    this.endpoint = endpoint;
    this.deidentify = deidentify;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse out
        && http.getMethod().equals("POST")
        && isJson(http.getContentType())
        && asksForJson(http.getHeader("Accept"))) {
      String path = http.getRequestURI();
      if (path.equals(SYSTEM)) {
        endpoint.answer(http, out, Optional.empty());
        return;
      }
      if (path.equals(DEIDENTIFY)) {
        deidentify.answer(http, out, Format.JSON);
        return;
      }
      Optional<String> patient = patient(path);
      if (patient.isPresent()) {
        endpoint.answer(http, out, patient);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private static boolean isJson(@Nullable String type) {
    return type != null && JSON.contains(type);
  }

  private static boolean asksForJson(@Nullable String accept) {
    return accept == null || accept.equals("*/*") || isJson(accept);
  }

  private static Optional<String> patient(String path) {
    if (!path.startsWith(INSTANCE) || !path.endsWith(OPERATION)) {
      return Optional.empty();
    }
    int end = path.length() - OPERATION.length();
    return end <= INSTANCE.length()
        ? Optional.empty()
        : Optional.of(path.substring(INSTANCE.length(), end)).filter(LogicalId::matches);
  }
}
