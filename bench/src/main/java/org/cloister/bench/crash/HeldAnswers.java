package org.cloister.bench.crash;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;
import org.cloister.policies.Sha256;

/// What callers hold in their hands, and every fault that they can see by themselves: an answer
/// without a record, a refusal that says more than it should. Safe for many threads.
final class HeldAnswers {
  /// One in so many is kept as it came.
  private static final int KEPT_WHOLE = 50;

  private static final int MOST_FAULTS = 20;
  private static final Set<Integer> EXPECTED = Set.of(200, 429, 503, 504);
  private static final Duration POLL = Duration.ofMillis(1);
  private static final Pattern RESULT =
      Pattern.compile(
          "\"resourceType\":\"(RiskAssessment|Observation|Provenance)\",\"id\":\"([0-9a-f-]{36})\"");
  private static final byte[] UNAVAILABLE =
      Outcomes.operationOutcome(Issue.of(OutcomeCode.UNAVAILABLE));
  private static final Set<String> HEADERS_OF_503 =
      Set.of(
          "cache-control",
          "connection",
          "content-length",
          "content-security-policy",
          "content-type",
          "date",
          "keep-alive",
          "referrer-policy",
          "retry-after",
          "x-content-type-options",
          "x-request-id");

  /// An answer with a record.
  ///
  /// @param body digest of the bytes that came
  /// @param resources ids by type, for an answer with status 200
  /// @param text the bytes themselves, of a few
  record Held(
      UUID record, int status, Sha256 body, Map<String, UUID> resources, Optional<String> text) {
    Held {
      resources = Map.copyOf(resources);
    }
  }

  private final List<Held> held = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> receipts = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<Integer, AtomicInteger> byStatus = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong sentOfLatestOk = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong longestNanos = new AtomicLong();

  void add(HttpResponse<byte[]> response, long sentNanos) {
    int status = response.statusCode();
    long _ = longestNanos.accumulateAndGet(System.nanoTime() - sentNanos, Math::max);
    int number = byStatus.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
    Optional<UUID> record = response.headers().firstValue("Cloister-Record").map(UUID::fromString);
    if (!EXPECTED.contains(status)) {
      fault("an answer with status " + status);
    }
    if (status == 503) {
      checkRefusal(response, record);
    } else if (record.isEmpty()) {
      fault(status + " without a record");
    } else {
      keep(response, record.get(), number);
    }
    if (status == 200) {
      long _ = sentOfLatestOk.accumulateAndGet(sentNanos, Math::max);
    }
  }

  private void keep(HttpResponse<byte[]> response, UUID record, int number) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    Map<String, UUID> resources = new TreeMap<>();
    if (response.statusCode() == 200) {
      Matcher matcher = RESULT.matcher(text);
      while (matcher.find()) {
        resources.put(matcher.group(1), UUID.fromString(matcher.group(2)));
      }
      if (!resources.keySet().equals(Set.of("RiskAssessment", "Provenance"))) {
        fault("a result without its Provenance: " + resources.keySet());
      }
    }
    Held answer =
        new Held(
            record,
            response.statusCode(),
            Sha256.of(response.body()),
            resources,
            number % KEPT_WHOLE == 0 ? Optional.of(text) : Optional.empty());
    synchronized (held) {
      held.add(answer);
    }
  }

  private void checkRefusal(HttpResponse<byte[]> response, Optional<UUID> record) {
    if (record.isPresent()) {
      fault("503 with a record");
    }
    if (!Arrays.equals(response.body(), UNAVAILABLE)) {
      fault("503 with another body");
    }
    if (response.headers().firstValue("Retry-After").isEmpty()) {
      fault("503 without Retry-After");
    }
    Set<String> headers = new TreeSet<>(response.headers().map().keySet());
    headers.removeAll(HEADERS_OF_503);
    if (!headers.isEmpty()) {
      fault("503 with further headers: " + headers);
    }
  }

  /// A receipt in the text form in which it was fetched.
  void addReceipt(String receipt) {
    receipts.add(receipt);
  }

  void fault(String sentence) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(sentence);
    }
  }

  /// Waits for an answer of status 200 to a call that was sent at this time or later.
  ///
  /// @return whether one came in time
  boolean awaitOkSentSince(long nanos, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (sentOfLatestOk.get() - nanos < 0 || sentOfLatestOk.get() == Long.MIN_VALUE) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Pause.of(POLL);
    }
    return true;
  }

  /// How many are held by now.
  int size() {
    synchronized (held) {
      return held.size();
    }
  }

  /// All from this number on, in the order in which they came.
  List<Held> from(int number) {
    synchronized (held) {
      return List.copyOf(held.subList(number, held.size()));
    }
  }

  List<String> receipts() {
    return List.copyOf(receipts);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  int count(int status) {
    AtomicInteger count = byStatus.get(status);
    return count == null ? 0 : count.get();
  }

  /// How often each status was seen.
  Map<String, Integer> statuses() {
    Map<String, Integer> statuses = new TreeMap<>();
    byStatus.forEach((status, count) -> statuses.put(status.toString(), count.get()));
    return statuses;
  }

  long longestMillis() {
    return longestNanos.get() / 1_000_000;
  }
}
