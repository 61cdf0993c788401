package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.infer.InferencePipeline;

/// `$infer` between HTTP and [InferencePipeline], which does the work. Safe for many threads.
public final class InferEndpoint {
  private final InferencePipeline pipeline;

  public InferEndpoint(InferencePipeline pipeline) {
    this.pipeline = pipeline;
  }

  /// @param patient logical id in the path, if the operation was called on a Patient
  void answer(HttpServletRequest request, HttpServletResponse response, Optional<String> patient)
      throws IOException {
    if (FhirMedia.isEncoded(request)) {
      FhirResponses.refuse(response, OutcomeCode.UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    ReplyWriter.write(
        request,
        response,
        pipeline.infer(new ServletSubmission(request, patient)),
        pipeline::undelivered);
  }
}
