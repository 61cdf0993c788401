package org.cloister.audit.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A client whose exchanges are bounded: the answer's body in bytes, and the whole exchange, its
/// body included, in time. (The JDK's own timeout ends with the headers.) Redirects are not
/// followed.
public final class BoundedHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final long maxBytes;
  private final Duration limit;

  /// @param maxBytes of a body; a longer one is an error
  /// @param limit for one exchange, from the connection to the last byte
  public BoundedHttp(long maxBytes, Duration limit) {
    this.maxBytes = maxBytes;
    this.limit = limit;
  }

  /// @throws IOException when there is no whole answer within the bounds; the message is a plain
  ///   sentence without anything of the peer's
  public HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooSlow) {
      throw new IOException("no whole answer within " + limit.toSeconds() + " seconds", tooSlow);
    } catch (ExecutionException failed) {
      throw new IOException("no answer, or one that is too long", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      // Ends the exchange where it has not ended by itself.
      boolean _ = answer.cancel(true);
    }
  }

  /// Ends what is under way.
  @Override
  public void close() {
    client.shutdownNow();
  }
}
