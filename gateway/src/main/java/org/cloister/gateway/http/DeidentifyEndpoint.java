package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.deidentify.DeidentifyQuery;
import org.cloister.gateway.deidentify.DeidentifyQuery.Format;
import org.cloister.gateway.infer.DeidentifyPipeline;

/// `$deidentify` between HTTP and [DeidentifyPipeline], which does the work. Safe for many threads.
public final class DeidentifyEndpoint {
  private final DeidentifyPipeline pipeline;

  public DeidentifyEndpoint(DeidentifyPipeline pipeline) {
    this.pipeline = pipeline;
  }

  void answer(HttpServletRequest request, HttpServletResponse response, Format format)
      throws IOException {
    if (FhirMedia.isEncoded(request)) {
      FhirResponses.refuse(response, OutcomeCode.UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    ReplyWriter.write(
        request,
        response,
        pipeline.deidentify(
            new ServletSubmission(request, Optional.empty()),
            StatedPurpose.of(request),
            new DeidentifyQuery(format, parameters(request))),
        switch (format) {
          case JSON -> FhirMedia.JSON;
          case NDJSON -> FhirMedia.NDJSON;
        },
        pipeline::undelivered);
  }

  /// Those of the URL alone: no body of these media types is read for parameters.
  private static Map<String, List<String>> parameters(HttpServletRequest request) {
    return request.getParameterMap().entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey, parameter -> List.copyOf(Arrays.asList(parameter.getValue()))));
  }
}
