package org.cloister.gateway.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// HTTP to the issuer: no redirects, 3 seconds in all, 256 KiB at most. Messages of its exceptions
/// name neither address nor content.
final class IssuerHttp {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 256 * 1024;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private IssuerHttp() {}

  /// The address itself, if reading keys from it is safe: whoever can change a key set on the way
  /// can sign tokens.
  static URI requireSafe(URI address) {
    boolean safe =
        "https".equals(address.getScheme())
            || ("http".equals(address.getScheme()) && LOOPBACK.contains("" + address.getHost()));
    if (!safe || address.getHost() == null) {
      throw new IllegalArgumentException(
          "an issuer address must use https (http is allowed on the loopback interface only)");
    }
    return address;
  }

  static String get(URI address) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(LIMIT)
            .header("Accept", "application/json")
            .GET()
            .build();
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw new IOException("the issuer answered with status " + response.statusCode());
    }
    return response.body();
  }

  /// The limit covers the body too, which the request's own timeout does not.
  static HttpResponse<String> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<String>> pending =
        CLIENT.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
    try {
      return pending.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the issuer could not be reached", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the issuer did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the issuer", e);
    } finally {
      pending.cancel(true);
    }
  }
}
