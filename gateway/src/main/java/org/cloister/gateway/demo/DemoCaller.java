package org.cloister.gateway.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.AccessToken;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// Calls the gateway as an EHR does: a token from the issuer, FHIR over HTTP.
public final class DemoCaller {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI server;
  private final AccessToken token;

  /// Gets a token of the demo's EHR client.
  ///
  /// @throws IOException when the issuer does not answer or refuses
  public DemoCaller(Path data, int port) throws IOException {
    this.server = URI.create("http://127.0.0.1:" + port);
    this.token =
        switch (new TokenClient(data, port).request(TokenRequest.of(DemoClient.EHR))) {
          case TokenClient.Granted(var granted) -> granted;
          case TokenClient.Refused(var error, _) ->
              throw new IOException("the demo issuer refused a token: " + error);
        };
  }

  public DemoAnswer infer(SyntheticPatient patient) throws IOException, InterruptedException {
    HttpRequest request =
        request("/fhir/$infer")
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(patient.body()))
            .build();
    return DemoAnswer.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  /// The receipt of a record (`c2sp.org/tlog-proof@v1`).
  ///
  /// @throws IOException when there is none
  public String receipt(String record) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request("/log/receipt/" + record).GET().build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("record " + record + " has no receipt");
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", token.header());
  }
}
