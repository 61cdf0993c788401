package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.infer.InferencePipeline;
import org.cloister.gateway.infer.Submission;

/// `$infer` between HTTP and [InferencePipeline], which does the work. Safe for many threads.
public final class InferEndpoint {
  private final InferencePipeline pipeline;

  public InferEndpoint(InferencePipeline pipeline) {
    this.pipeline = pipeline;
  }

  /// @param patient logical id in the path, if the operation was called on a Patient
  void answer(HttpServletRequest request, HttpServletResponse response, Optional<String> patient)
      throws IOException {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      // A compressed body could expand without bound; it is refused before it is read.
      FhirResponses.refuse(response, OutcomeCode.UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    ReplyWriter.write(
        request,
        response,
        pipeline.infer(new ServletSubmission(request, patient)),
        pipeline::undelivered);
  }

  private record ServletSubmission(HttpServletRequest request, Optional<String> patientInPath)
      implements Submission {
    @Override
    public Optional<String> authorization() {
      return BearerHeader.of(request);
    }

    @Override
    public Handling handling() {
      String prefer = request.getHeader("Prefer");
      return prefer != null && prefer.contains("handling=lenient")
          ? Handling.LENIENT
          : Handling.STRICT;
    }

    @Override
    public Optional<byte[]> body(int limit) throws IOException {
      long announced = request.getContentLengthLong();
      if (announced > limit) {
        return Optional.empty();
      }
      if (announced >= 0) {
        byte[] exact = new byte[(int) announced];
        int read = request.getInputStream().readNBytes(exact, 0, exact.length);
        if (read < exact.length) {
          throw new EOFException("the body ended early");
        }
        return Optional.of(exact);
      }
      byte[] body = request.getInputStream().readNBytes(limit + 1);
      return body.length > limit ? Optional.empty() : Optional.of(body);
    }

    @Override
    public String toString() {
      return "ServletSubmission[redacted]";
    }
  }
}
