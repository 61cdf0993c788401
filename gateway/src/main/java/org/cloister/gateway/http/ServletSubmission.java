package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.cloister.gateway.infer.Submission;

/// A call with a body, as the servlet container has it.
///
/// @param patientInPath `{id}` of `/Patient/{id}/$infer`
record ServletSubmission(HttpServletRequest request, Optional<String> patientInPath)
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
