package org.cloister.gateway.infer;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cloister.gateway.infer.CanaryCall.Kind;

/// A request with a marker in every header that a caller, or a proxy between, may fill freely.
final class CanaryRequest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final URI server;
  private final Markers markers;
  private HttpRequest.Builder request = HttpRequest.newBuilder();
  private String requestId = "";

  CanaryRequest(URI server, Markers markers) {
    this.server = server;
    this.markers = markers;
  }

  CanaryRequest to(String pathAndQuery) {
    // Every second one is no safe token and must not come back.
    requestId = NUMBER.incrementAndGet() % 2 == 0 ? markers.next() : "<" + markers.next() + ">";
    request =
        HttpRequest.newBuilder(URI.create(server + pathAndQuery))
            .timeout(LONGEST)
            .header("X-Request-ID", requestId)
            .header("User-Agent", markers.next())
            .header("Referer", "https://example.org/" + markers.next())
            .header("Origin", "https://" + markers.next() + ".example")
            .header("Cookie", "JSESSIONID=" + markers.next())
            .header("X-Forwarded-For", markers.next())
            .header("X-Forwarded-Host", markers.next())
            .header("Forwarded", "for=" + markers.next())
            .header("From", markers.next() + "@example.org")
            .header("Baggage", "patient=" + markers.next())
            .header("Accept-Language", markers.next());
    return this;
  }

  CanaryRequest header(String name, String value) {
    request = request.header(name, value);
    return this;
  }

  /// @param references that a good answer may repeat
  CanaryCall post(Kind kind, byte[] body, Set<String> references) {
    request = request.POST(BodyPublishers.ofByteArray(body));
    return new CanaryCall(kind, request.build(), requestId, references);
  }

  CanaryCall get(Kind kind, Set<String> references) {
    return new CanaryCall(kind, request.GET().build(), requestId, references);
  }
}
