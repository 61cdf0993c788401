package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.infer.Reply;

/// Sends a [Reply].
final class ReplyWriter {
  private ReplyWriter() {}

  /// @param undelivered told when the caller went away before the reply was written
  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      Reply reply,
      Consumer<Reply.Recorded> undelivered)
      throws IOException {
    write(request, response, reply, FhirMedia.JSON, undelivered);
  }

  /// @param mediaType of a success; a refusal is FHIR JSON
  static void write(
      HttpServletRequest request,
      HttpServletResponse response,
      Reply reply,
      String mediaType,
      Consumer<Reply.Recorded> undelivered)
      throws IOException {
    switch (reply) {
      case Reply.Unrecorded() -> FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
      case Reply.Recorded recorded -> {
        response.setHeader("Cloister-Record", recorded.recordId().toString());
        response.setHeader("Server-Timing", serverTiming(recorded));
        recorded.refusal().ifPresent(code -> FhirResponses.addHeaders(response, code));
        if (recorded.refusal().filter(OutcomeCode.UNAUTHENTICATED::equals).isPresent()
            && request.getHeader("Authorization") == null) {
          FhirResponses.askForToken(response);
        }
        try {
          FhirResponses.write(
              response,
              recorded.status(),
              recorded.refusal().isPresent() ? FhirMedia.JSON : mediaType,
              recorded.body());
          response.flushBuffer();
        } catch (IOException e) {
          undelivered.accept(recorded);
          throw e;
        }
      }
    }
  }

  /// W3C Server Timing, in milliseconds: what the record itself cannot know.
  private static String serverTiming(Reply.Recorded reply) {
    return "total;dur="
        + millis(reply.totalNanos())
        + ", commit;dur="
        + millis(reply.commitNanos());
  }

  private static String millis(long nanos) {
    long micros = nanos / 1000;
    long rest = micros % 1000;
    return micros / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
  }
}
