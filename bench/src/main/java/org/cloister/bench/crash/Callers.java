package org.cloister.bench.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.cloister.gateway.demo.SyntheticPatients;

/// Many callers at once, each of whom sends one patient after the other until they are stopped, and
/// now and then fetches the receipt of an answer. A call that gets no answer at all is tried again:
/// the caller holds nothing then.
final class Callers implements AutoCloseable {
  private static final int PATIENTS = 600;
  private static final int RECEIPT_ONE_IN = 25;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  /// Sooner than `Retry-After` asks for. At once, two hundred callers would take the time that the
  /// recovery needs.
  private static final Duration AFTER_REFUSAL = Duration.ofMillis(500);

  private static final Duration AFTER_NOTHING = Duration.ofMillis(250);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final HeldAnswers held = new HeldAnswers();
  private final URI server;
  private final List<byte[]> bodies;
  private volatile String authorization;
  private volatile boolean stopped;

  /// @param authorization a fresh token; see [#renew]
  Callers(URI server, String authorization, long seed) {
    Instant asOf = Clock.systemUTC().instant().truncatedTo(ChronoUnit.DAYS);
    SyntheticPatients patients = new SyntheticPatients(asOf);
    this.server = server;
    this.authorization = authorization;
    this.bodies =
        IntStream.range(0, PATIENTS).mapToObj(n -> patients.benchmark(seed, n).body()).toList();
  }

  /// Begins the calls of so many callers.
  void call(int callers, long seed) {
    for (int n = 0; n < callers; n++) {
      Random choice = new Random(seed + n);
      threads.execute(() -> callOnAndOn(choice));
    }
  }

  /// The token of all calls from now on.
  void renew(String token) {
    authorization = token;
  }

  private void callOnAndOn(Random choice) {
    while (!stopped) {
      try {
        call(choice);
      } catch (IOException noAnswer) {
        Pause.of(AFTER_NOTHING);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException bug) {
        held.fault("a caller failed: " + bug);
        return;
      }
    }
  }

  private void call(Random choice) throws IOException, InterruptedException {
    byte[] body = bodies.get(choice.nextInt(bodies.size()));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/fhir/$infer"))
            .timeout(LONGEST_CALL)
            .header("Authorization", authorization)
            .header("Content-Type", "application/fhir+json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    long sent = System.nanoTime();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    held.add(response, sent);
    if (response.statusCode() == 503) {
      Pause.of(AFTER_REFUSAL);
    } else if (response.statusCode() == 200 && choice.nextInt(RECEIPT_ONE_IN) == 0) {
      fetchReceipt(response.headers().firstValue("Cloister-Record").orElse(""));
    }
  }

  private void fetchReceipt(String record) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/log/receipt/" + record))
            .timeout(LONGEST_CALL)
            .build();
    HttpResponse<String> receipt =
        http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    switch (receipt.statusCode()) {
      case 200 -> held.addReceipt(receipt.body());
      case 503 -> Pause.of(AFTER_REFUSAL);
      default -> held.fault(receipt.statusCode() + " for the receipt of an answer: " + record);
    }
  }

  HeldAnswers held() {
    return held;
  }

  /// Returns when the last caller has the answer to its last call.
  @Override
  public void close() {
    stopped = true;
    threads.close();
    http.close();
  }
}
