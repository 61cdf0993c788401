package org.cloister.bench.deid;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cloister.audit.verify.Verdict;
import org.cloister.bench.deid.Documents.Document;
import org.cloister.bench.load.LoadProcess;
import org.cloister.bench.report.Bar;
import org.cloister.bench.server.Contest;
import org.cloister.bench.server.Contestant;
import org.cloister.bench.server.Contestant.Side;
import org.cloister.bench.server.LogCheck;
import org.cloister.bench.server.Round;
import org.cloister.bench.server.Workplace;

/// `POST /fhir/$deidentify` of the whole gateway. Every answer has an intent and an outcome in the
/// log, durable before its first byte.
final class HttpSpeed {
  private static final int CALLERS = 64;
  private static final double PER_CORE = 3000;
  private static final Duration WARM_UP_SLICE = Duration.ofSeconds(5);
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);
  private static final Duration LONE_CALLER = Duration.ofSeconds(3);
  private static final int FEWEST_SLICES = 3;
  private static final int MOST_SLICES = 12;
  private static final double COMPILER_SHARE = 0.06;
  private static final int ROUNDS = 3;

  private final Documents documents;
  private final Consumer<String> progress;

  HttpSpeed(Documents documents, Consumer<String> progress) {
    this.documents = documents;
    this.progress = progress;
  }

  Finding measure(Workplace place, List<String> flags, Duration measured)
      throws IOException, InterruptedException {
    progress.accept("starting the gateway and the load generator ...");
    Contestant gateway = place.start(Side.RELEASING, flags);
    LoadProcess load = place.startLoad();
    gateway.awaitReady();
    List<byte[]> bodies = documents.all().stream().map(Document::utf8).toList();
    answerFirst(gateway, bodies.getFirst());
    Contest contest = new Contest(gateway, load, bodies);
    List<Round> warm = new ArrayList<>();
    do {
      warm.add(round("warm-up", contest, gateway, CALLERS, WARM_UP_SLICE));
    } while (warm.size() < FEWEST_SLICES
        || (warm.size() < MOST_SLICES && warm.getLast().compilerShare() > COMPILER_SHARE));
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= ROUNDS; i++) {
      String name = "round " + i + " of " + ROUNDS;
      rounds.add(round(name, contest, gateway, CALLERS, measured.dividedBy(ROUNDS)));
    }
    Round lone = round("one caller", contest, gateway, 1, LONE_CALLER);
    progress.accept("verifying the log ...");
    LogCheck.Counted log = LogCheck.of(gateway, _ -> {});
    return finding(rounds, lone, contest.answersOfFull() + 1, log);
  }

  /// The gateway compiles the demo's rules when they are first asked for: seconds, in which 64
  /// callers would get no answer.
  private static void answerFirst(Contestant gateway, byte[] body)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + gateway.port()).resolve(gateway.side().path()))
              .timeout(FIRST_ANSWER)
              .header("Authorization", gateway.authorization())
              .header("Content-Type", "application/fhir+json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
      if (answer.statusCode() != 200) {
        throw new IOException("the gateway answered with status " + answer.statusCode());
      }
    }
  }

  private Round round(
      String name, Contest contest, Contestant gateway, int callers, Duration duration)
      throws IOException, InterruptedException {
    Round round = contest.run(gateway, callers, duration);
    progress.accept(name + ", " + sentence(round));
    return round;
  }

  /// Answers that one core would give if it did nothing but the server's work.
  private static double perCore(Round round) {
    return 1e6 / round.serverMicros();
  }

  private Finding finding(List<Round> rounds, Round lone, long answers, LogCheck.Counted log) {
    Round all = rounds.stream().reduce(Round::plus).orElseThrow();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("input", documents.origin());
    figures.put("inputBytes", documents.bytes());
    figures.put("callers", CALLERS);
    figures.put("answersPerSecondAndCore", Bar.rounded(perCore(all)));
    figures.put(
        "answersPerSecondAndCoreWithPostgreSql",
        Bar.rounded(1e6 / (all.serverMicros() + all.databaseMicros())));
    figures.put("all", all.json());
    figures.put("oneCaller", lone.json());
    figures.put("answers", answers);
    figures.put("outcomesInLog", log.outcomes());
    figures.put("intentsInLog", log.intents());
    figures.put("verdict", log.verdict().sentence());
    figures.put("rounds", rounds.stream().map(Round::json).toList());
    return new Finding(
        "http",
        List.of(
            Bar.atLeast("HTTP answers for each core of server CPU", perCore(all), PER_CORE, "1/s"),
            Bar.atMost(
                "HTTP answers and outcome records that differ",
                Math.abs((double) answers - log.outcomes()),
                0,
                "1"),
            Bar.atLeast("log verifies", log.verdict() instanceof Verdict.Ok ? 1 : 0, 1, "1")),
        figures,
        List.of("HTTP: " + sentence(all), "HTTP, one caller: " + sentence(lone)));
  }

  private static String sentence(Round round) {
    return "%.0f answers/s, %.0f a core; p50 %.2f ms, p99 %.2f ms; CPU %.0f us, PostgreSQL %.0f us"
        .formatted(
            round.load().perSecond(),
            perCore(round),
            round.load().micros(50) / 1e3,
            round.load().micros(99) / 1e3,
            round.serverMicros(),
            round.databaseMicros());
  }
}
