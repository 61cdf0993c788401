package org.cloister.gateway.http;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.cloister.gateway.TestGateway;

/// Calls a gateway and reads whatever comes back as an [Answer].
///
/// @param gateway whom to call
record FhirClient(TestGateway gateway) {
  /// `POST /fhir/$infer`.
  Answer infer(String token, String text) throws IOException, InterruptedException {
    return Answer.of(gateway.infer(token, text.getBytes(StandardCharsets.UTF_8)));
  }

  /// @param path below the FHIR base, without a slash in front
  Answer read(String token, String path) throws IOException, InterruptedException {
    return send(gateway.request("/fhir/" + path).header("Authorization", token).GET());
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return Answer.of(gateway.send(request.build()));
  }

  /// A request with a FHIR body, to be completed.
  HttpRequest.Builder fhir(String path) {
    return gateway.request(path).header("Content-Type", "application/fhir+json");
  }

  static HttpRequest.BodyPublisher body(String text) {
    return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
  }
}
