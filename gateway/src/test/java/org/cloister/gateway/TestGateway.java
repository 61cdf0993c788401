package org.cloister.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// The whole gateway, started in this process on a free port with a data directory of its own, and
/// spoken to over HTTP. It differs from `./cloister serve` in nothing but its port.
public final class TestGateway implements AutoCloseable {
  private final RunningGateway gateway;
  private final Path data;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private TestGateway(RunningGateway gateway, Path data) {
    this.gateway = gateway;
    this.data = data;
  }

  public static TestGateway start() throws IOException {
    return start(Map.of());
  }

  /// @param settings Spring properties beside the demo's, such as those of an external PostgreSQL
  public static TestGateway start(Map<String, Object> settings) throws IOException {
    return start(Files.createTempDirectory("cloister-gateway-test"), settings);
  }

  /// Starts on a data directory that another gateway may have used before.
  public static TestGateway start(Path data, Map<String, Object> settings) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("server.port", freePort());
    all.put("cloister.store.data", data.toString());
    all.put("cloister.gateway.demo", true);
    all.putAll(settings);
    return new TestGateway(RunningGateway.start(all), data);
  }

  public Path data() {
    return data;
  }

  public URI url(String path) {
    return URI.create(gateway.baseUrl() + path);
  }

  public <T> T part(Class<T> type) {
    return gateway.part(type);
  }

  /// The `Authorization` header of a fresh token with all that the client may have.
  public String token(DemoClient client) throws IOException {
    return token(TokenRequest.of(client));
  }

  public String token(TokenRequest request) throws IOException {
    return switch (new TokenClient(data, gateway.port()).request(request)) {
      case TokenClient.Granted(var token) -> token.header();
      case TokenClient.Refused(var error, var description) ->
          throw new IOException(error + ": " + description);
    };
  }

  /// A request to this gateway, to be completed with headers and method.
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60));
  }

  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /// `POST /fhir/$infer` with this body.
  public HttpResponse<String> infer(String authorization, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request("/fhir/$infer")
            .header("Authorization", authorization)
            .header("Content-Type", "application/fhir+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
