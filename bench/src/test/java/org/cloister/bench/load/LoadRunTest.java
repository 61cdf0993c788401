package org.cloister.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRunTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong received = new AtomicLong();
  private final Set<String> bodies = ConcurrentHashMap.newKeySet();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String connection = "keep-alive";

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          received.incrementAndGet();
          byte[] answer = "{\"risk\":1}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Connection", connection);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void run_countsEveryAnswerOfEveryRequestThatTheServerReceived() throws IOException {
    LoadResult result = LoadRun.run(order("risk"));

    assertThat(result.answered()).isEqualTo(received.get()).isPositive();
    assertThat(result.inWindow()).isLessThanOrEqualTo(result.answered());
    assertThat(result.latencies().getTotalCount()).isEqualTo(result.inWindow());
    assertThat(result.refused()).isZero();
    assertThat(bodies).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void run_connectsAgainWhereTheServerCloses() throws IOException {
    connection = "close";

    LoadResult result = LoadRun.run(order("risk"));

    assertThat(result.answered()).isEqualTo(received.get()).isGreaterThan(3);
  }

  @Test
  void run_doesNotCountAnotherStatusAsAnAnswer() throws IOException {
    status = 503;

    LoadResult result = LoadRun.run(order("risk"));

    assertThat(result.answered()).isZero();
    assertThat(result.refused()).isEqualTo(received.get());
    assertThat(result.lastRefusal()).isEqualTo(503);
  }

  @Test
  void run_failsOnAnAnswerWithoutItsSign() {
    assertThatThrownBy(() -> LoadRun.run(order("probability")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("without the model's result");
  }

  @Test
  void result_survivesTheWayBetweenTheProcesses() throws IOException {
    LoadResult sent = LoadRun.run(order("risk"));

    LoadResult read = LoadResult.parse(sent.encoded());

    assertThat(read).isEqualTo(sent);
  }

  private LoadOrder order(String sign) throws IOException {
    Path file = folder.resolve("requests");
    RequestFile.write(file, List.of(request("first"), request("second")));
    return LoadOrder.parse(
        new LoadOrder(server.getAddress().getPort(), 3, SHORT, sign, file).encoded());
  }

  private static byte[] request(String body) {
    return ("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
