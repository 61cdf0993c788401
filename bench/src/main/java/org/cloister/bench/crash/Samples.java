package org.cloister.bench.crash;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.bench.crash.HeldAnswers.Held;
import org.cloister.gateway.RunningGateway;

/// What is too much to be checked for every answer, checked for some: the stored results are those
/// of the answers, and the sealed records open and name the very bytes that were sent.
final class Samples {
  private static final int COUNT = 150;

  private final Random random;

  Samples(long seed) {
    this.random = new Random(seed);
  }

  <T> List<T> of(List<T> all) {
    return all.isEmpty()
        ? List.of()
        : random.ints(COUNT, 0, all.size()).mapToObj(all::get).distinct().toList();
  }

  /// Reads stored results over HTTP and compares them with the answers that held them.
  List<String> readBack(GatewayUnderTest gateway, HeldAnswers held) throws IOException {
    List<String> findings = new ArrayList<>();
    String token = gateway.token();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Held answer : of(held.from(0))) {
        for (var resource : answer.resources().entrySet()) {
          String path = "/fhir/" + resource.getKey() + "/" + resource.getValue();
          HttpResponse<String> response =
              http.send(
                  HttpRequest.newBuilder(gateway.server().resolve(path))
                      .header("Authorization", token)
                      .header("Cloister-Purpose", "TREAT")
                      .build(),
                  BodyHandlers.ofString(StandardCharsets.UTF_8));
          if (response.statusCode() != 200) {
            findings.add("a result cannot be read: " + response.statusCode() + ", " + path);
          } else if (!answer.text().orElse(response.body()).contains(response.body())) {
            findings.add("a stored result is not that of its answer: " + path);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("reading was interrupted", e);
    }
    return findings;
  }

  /// Opens records with the product's own keys, in this process, after the gateway has ended.
  List<String> open(GatewayUnderTest ended, HeldAnswers held) throws IOException {
    List<String> findings = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            "server.port",
            ended.server().getPort(),
            "cloister.store.data",
            ended.data().toString(),
            "cloister.gateway.demo",
            true);
    try (RunningGateway gateway = RunningGateway.start(settings)) {
      AuditLog log = gateway.part(AuditLog.class);
      for (Held answer : of(held.from(0))) {
        Optional<StoredEntry> entry = log.find(new RecordId(answer.record()));
        String body =
            entry
                .flatMap(StoredEntry::body)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        boolean ok = entry.isPresent() && entry.get().outcome() == Outcome.OK;
        if (body.isEmpty() || ok != (answer.status() == 200)) {
          findings.add("a record does not open or is of another outcome: " + answer.record());
        } else if (ok && !body.contains(answer.body().hex())) {
          findings.add("a record names other bytes than were sent: " + answer.record());
        }
      }
    } catch (AuditException damaged) {
      findings.add("a record cannot be read: " + damaged.getMessage());
    }
    return findings;
  }
}
