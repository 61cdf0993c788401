package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.cloister.gateway.infer.CanaryCall.Kind;

/// Sends calls and looks into everything that comes back over HTTP.
final class CanaryRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WORKERS = 4;
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CanaryCalls calls;
  private final Markers markers;
  private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
  private final ConcurrentSkipListMap<Kind, AtomicInteger> asExpected =
      new ConcurrentSkipListMap<>();
  private final AtomicInteger unavailable = new AtomicInteger();

  CanaryRun(CanaryCalls calls, Markers markers) {
    this.calls = calls;
    this.markers = markers;
  }

  /// Makes the calls of these numbers, a few at a time; returns when all are done.
  void send(int from, int to) {
    AtomicInteger next = new AtomicInteger(from);
    try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
      for (int i = 0; i < WORKERS; i++) {
        workers.execute(() -> {
          for (int n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
            send(n);
          }
        });
      }
    }
  }

  private void send(int n) {
    try {
      CanaryCall call = calls.at(n);
      HttpResponse<byte[]> response = http.send(call.request(), BodyHandlers.ofByteArray());
      examine(call, response);
    } catch (IOException e) {
      surprises.add("call " + n + " got no answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      surprises.add("call " + n + " failed: " + bug);
    }
  }

  private void examine(CanaryCall call, HttpResponse<byte[]> response) throws IOException {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    int status = response.statusCode();
    if (status == UNAVAILABLE) {
      unavailable.incrementAndGet();
      Pause.millis(100);
    } else if (call.kind().mayEndWith(status)) {
      asExpected.computeIfAbsent(call.kind(), kind -> new AtomicInteger()).incrementAndGet();
    } else {
      surprises.add(call + " ended with " + status + ": " + body);
    }
    leaks(call + " " + status + " body", status == 200 ? withoutReferences(call, body) : body);
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!name.equalsIgnoreCase("X-Request-ID")) {
            leaks(call + " " + status + " header " + name, name + ": " + values);
          }
        });
    checkRequestId(call, response);
    if (status == 200 && call.kind().name().startsWith("ANSWERED")) {
      calls.answered(call, riskAssessment(body));
    }
  }

  /// A safe token comes back, anything else is replaced.
  private void checkRequestId(CanaryCall call, HttpResponse<byte[]> response) {
    String sent = call.requestId();
    String came = response.headers().firstValue("X-Request-ID").orElse(sent);
    if (sent.startsWith("<")) {
      leaks(call + " header X-Request-ID", came.equals(sent) ? "" : came);
    } else if (!came.equals(sent)) {
      leaks.add("another X-Request-ID came back: " + came);
    }
  }

  /// An answer may name the caller's own resources, and nothing else of what was sent.
  private static String withoutReferences(CanaryCall call, String body) {
    String rest = body;
    for (String reference : call.references()) {
      rest = rest.replace("\"" + reference + "\"", "\"\"");
    }
    return rest;
  }

  private static UUID riskAssessment(String body) throws IOException {
    for (JsonNode entry : JSON.readTree(body).path("entry")) {
      JsonNode resource = entry.path("resource");
      if (resource.path("resourceType").asText().equals("RiskAssessment")) {
        return UUID.fromString(resource.path("id").asText());
      }
    }
    throw new IOException("no RiskAssessment in an answer");
  }

  private void leaks(String where, String text) {
    Set<String> found = markers.in(text);
    List<String> encoded =
        new FileSearch(markers.beginning()).in(text.getBytes(StandardCharsets.UTF_8));
    if (!found.isEmpty() || !encoded.isEmpty()) {
      leaks.add(where + ": " + found + encoded);
    }
  }

  /// Where a marker came back that should not have.
  List<String> leaks() {
    return List.copyOf(leaks);
  }

  /// Calls that ended otherwise than they should.
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  Map<Kind, Integer> asExpected() {
    Map<Kind, Integer> counts = new TreeMap<>();
    asExpected.forEach((kind, count) -> counts.put(kind, count.get()));
    return counts;
  }

  int unavailable() {
    return unavailable.get();
  }
}
