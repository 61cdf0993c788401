package org.cloister.gateway.infer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.cloister.gateway.demo.SyntheticPatients;

/// Many callers at once, each of whom sends one patient after the other until they are stopped. A
/// call that gets no answer at all is tried again: the caller holds nothing then.
final class Callers implements AutoCloseable {
  private static final int PATIENTS = 600;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final HeldAnswers held = new HeldAnswers();
  private final List<HttpRequest> requests = new ArrayList<>();
  private volatile boolean stopped;

  /// @param authorization a token that stays valid for as long as they call
  Callers(URI server, String authorization, long seed) {
    SyntheticPatients patients = new SyntheticPatients(Instant.now().truncatedTo(ChronoUnit.DAYS));
    for (int n = 0; n < PATIENTS; n++) {
      requests.add(
          HttpRequest.newBuilder(server.resolve("/fhir/$infer"))
              .timeout(LONGEST_CALL)
              .header("Authorization", authorization)
              .header("Content-Type", "application/fhir+json")
              .POST(BodyPublishers.ofByteArray(patients.benchmark(seed, n).body()))
              .build());
    }
  }

  /// Begins the calls of so many callers.
  void call(int callers, long seed) {
    for (int n = 0; n < callers; n++) {
      Random choice = new Random(seed + n);
      threads.execute(() -> callOnAndOn(choice));
    }
  }

  private void callOnAndOn(Random choice) {
    while (!stopped) {
      HttpRequest request = requests.get(choice.nextInt(requests.size()));
      long sent = System.nanoTime();
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        held.add(response, sent);
        if (response.statusCode() == 503) {
          // Four times sooner than Retry-After asks for. At once, two hundred callers would take
          // the
          // time that the recovery needs.
          Pause.millis(500);
        }
      } catch (IOException noAnswer) {
        // Nobody listens: two hundred who try at once would take the time that the start needs.
        Pause.millis(250);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException bug) {
        held.fault("a caller failed: " + bug);
        return;
      }
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
