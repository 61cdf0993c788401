package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.Witness;
import org.cloister.audit.witness.WitnessKeys;
import org.cloister.audit.witness.WitnessServer;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What an operator's monitoring sees of the log and its witness, over HTTP. Each test leaves the
/// gateway in a worse state than the one before.
@TestMethodOrder(OrderAnnotation.class)
final class HealthTest {
  private static final String HEALTH = "/actuator/health";
  private static final String COSIGNED = "/log/checkpoint/cosigned";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static List<VerifierKey> witnessKeys = List.of();
  private static WitnessServer witness;
  private static HttpServer front;
  private static TestGateway gateway;

  /// Whether the front answers as a witness that has signed what this log does not hold.
  private static volatile boolean disagrees;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path data = Files.createTempDirectory("cloister-gateway-test");
    TestGateway.start(data, Map.of()).close(); // makes the log's keys
    List<VerifierKey> log = VerifierKeys.read("log", data.resolve("log.vkey").toString());
    WitnessKeys keys = WitnessKeys.create("witness.example/w1", folder.resolve("key"));
    Witness.begin(keys, log.getFirst().name(), folder, Clock.systemUTC());
    witnessKeys = keys.verifiers();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    witness = WitnessServer.start(Witness.open(keys, log, folder, Clock.systemUTC()), any);
    front = HttpServer.create(any, 0);
    front.createContext("/", HealthTest::forward);
    front.start();
    gateway =
        TestGateway.start(
            data,
            Map.of(
                "cloister.audit.witnesses[0].url",
                "http://127.0.0.1:" + front.getAddress().getPort(),
                "cloister.audit.witnesses[0].vkey",
                witnessKeys.stream().map(VerifierKey::vkey).collect(Collectors.joining(","))));
  }

  @AfterAll
  static void end() {
    gateway.close();
    front.stop(0);
    witness.close();
  }

  @Test
  @Order(1)
  void whatAWitnessSigned_isPublishedWithItsSignature() throws Exception {
    assertThat(infer().statusCode()).isEqualTo(200);

    await(COSIGNED, 200);

    assertThat(get(COSIGNED + "/1").statusCode()).isEqualTo(200);
    assertThat(get(COSIGNED + "/2").statusCode()).as("there is one witness").isEqualTo(404);
    HttpResponse<String> note = get(COSIGNED);
    assertThat(note.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    SignedNote signed = SignedNote.parse(note.body()).orElseThrow();
    assertThat(witnessKeys).allSatisfy(key -> assertThat(signed.cosignedAt(key)).isPresent());
    assertThat(get(HEALTH).body()).contains("UP");
  }

  @Test
  @Order(2)
  void aWitnessThatDisagrees_turnsHealthRedAndStopsNothing() throws Exception {
    disagrees = true;
    assertThat(infer().statusCode()).isEqualTo(200);

    await(HEALTH, 503);

    assertThat(get(HEALTH + "/readiness").statusCode()).isEqualTo(200);
    assertThat(infer().statusCode()).isEqualTo(200);
    assertThat(get("/actuator/prometheus").body())
        .contains("cloister_witness_disagrees{witness=\"witness.example/w1\"} 1.0");
  }

  /// Red when the newest checkpoint is older than 5 s under load.
  @Test
  @Order(3)
  void aRecordThatWaitsFiveSeconds_turnsReadinessRedUntilItIsDurable() throws Exception {
    assertThat(get(HEALTH + "/readiness").statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> late;
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table log_head in access exclusive mode");
      late = CompletableFuture.supplyAsync(HealthTest::infer);
      await(HEALTH + "/readiness", 503);
      assertThat(get(HEALTH + "/liveness").statusCode()).isEqualTo(200);
      connection.rollback();
    }
    assertThat(late.get().statusCode()).isIn(200, 503);
    await(HEALTH + "/readiness", 200);
  }

  private static void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (disagrees) {
        byte[] size = "999999\n".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
        exchange.sendResponseHeaders(409, size.length);
        exchange.getResponseBody().write(size);
        return;
      }
      URI there =
          URI.create("http://127.0.0.1:" + witness.address().getPort() + exchange.getRequestURI());
      HttpResponse<byte[]> answer =
          HTTP.send(
              HttpRequest.newBuilder(there)
                  .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(String path, int status) throws Exception {
    Instant end = Instant.now().plus(LONGEST);
    while (get(path).statusCode() != status) {
      assertThat(Instant.now()).as("%s was never %s", path, status).isBefore(end);
      Thread.sleep(100);
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return gateway.send(gateway.request(path).GET().build());
  }

  private static HttpResponse<String> infer() {
    try {
      return gateway.infer(
          gateway.token(DemoClient.EHR), ModelCall.ckdEpi("health-" + System.nanoTime()).body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
