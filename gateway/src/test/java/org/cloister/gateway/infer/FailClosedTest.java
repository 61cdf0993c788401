package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.HeldAnswers.Held;
import org.cloister.gateway.store.EmbeddedStore;
import org.junit.jupiter.api.Test;

/// No record, no answer (invariants 3 and 5 of the design), while PostgreSQL or the whole process
/// is killed at random moments under many callers.
///
/// `-Dcloister.failclosed.rounds=1000` repeats it for as long as one likes.
class FailClosedTest {
  private static final int ROUNDS = Integer.getInteger("cloister.failclosed.rounds", 20);
  private static final int PROCESS_ROUNDS =
      Integer.getInteger("cloister.failclosed.process-rounds", 3);
  private static final long SEED = Long.getLong("cloister.seed", 20_260_101L);
  private static final int CALLERS = 200;

  /// Killing begins this long after the service answers again, at the earliest and at most.
  private static final int EARLIEST_MILLIS = 100;

  private static final int SPREAD_MILLIS = 600;
  private static final Duration RECOVERY = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SAMPLE = 150;

  private final Random random = new Random(SEED);

  @Test
  void infer_answersNothingThatTheLogDoesNotHold_whenPostgresIsKilled() throws Exception {
    try (TestGateway gateway = TestGateway.start()) {
      PostgresProcess postgres = new PostgresProcess(gateway.data());
      LogJudge judge = new LogJudge(gateway.part(DataSource.class));
      HeldAnswers held;
      long worst = 0;
      try (Callers callers = new Callers(gateway.url("/"), gateway.token(DemoClient.EHR), SEED)) {
        held = callers.held();
        callers.call(CALLERS, SEED);
        assertThat(held.awaitOkSentSince(System.nanoTime(), in(PATIENCE))).isTrue();
        for (int round = 1; round <= ROUNDS; round++) {
          Pause.millis(EARLIEST_MILLIS + random.nextInt(SPREAD_MILLIS));
          List<Held> before = held.all();
          long killed = System.nanoTime();
          long pid = postgres.kill();
          long _ = postgres.awaitReady(pid, PATIENCE);
          long ready = System.nanoTime();
          boolean answers = held.awaitOkSentSince(ready, in(PATIENCE));
          long recovery = System.nanoTime() - killed;
          assertThat(answers).as("answers again in round %d, seed %d", round, SEED).isTrue();
          assertThat(Duration.ofNanos(recovery))
              .as("round %d, PostgreSQL ready after %d ms", round, (ready - killed) / 1_000_000)
              .isLessThan(RECOVERY);
          worst = Math.max(worst, recovery);
          assertThat(judge.missing(since(before.size(), held.all())))
              .as("round " + round)
              .isEmpty();
          assertThat(gateway.part(EmbeddedStore.class).restarts()).isEqualTo(round);
        }
      }
      judgeAtTheEnd(
          held, judge, gateway.url("/log"), gateway.part(LogIdentity.class).verifierKey());
      readSample(gateway, held.all());
      report("PostgreSQL", ROUNDS, held, judge, worst);
    }
  }

  @Test
  void infer_answersNothingThatTheLogDoesNotHold_whenTheProcessIsKilled() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start()) {
      String token = gateway.token(DemoClient.EHR);
      HeldAnswers held;
      long worst = 0;
      int unknown = 0;
      try (Callers callers = new Callers(gateway.server(), token, SEED)) {
        held = callers.held();
        callers.call(CALLERS, SEED);
        assertThat(held.awaitOkSentSince(System.nanoTime(), in(PATIENCE))).isTrue();
        for (int round = 1; round <= PROCESS_ROUNDS; round++) {
          Pause.millis(EARLIEST_MILLIS + random.nextInt(SPREAD_MILLIS));
          long killed = System.nanoTime();
          gateway.kill();
          List<Held> before = held.all();
          gateway.restart();
          boolean answers = held.awaitOkSentSince(System.nanoTime(), in(PATIENCE));
          worst = Math.max(worst, System.nanoTime() - killed);
          assertThat(answers).as("round %d: %s", round, console(gateway)).isTrue();
          LogJudge judge = judge(gateway);
          assertThat(judge.missing(before)).as("round " + round).isEmpty();
          assertThat(judge.closedAsUnknown()).isGreaterThanOrEqualTo(unknown);
          unknown = judge.closedAsUnknown();
        }
      }
      VerifierKey key =
          VerifierKey.parse(Files.readString(gateway.data().resolve("log.vkey")).strip())
              .orElseThrow();
      judgeAtTheEnd(held, judge(gateway), gateway.server().resolve("/log"), key);
      readSample(gateway, token, held.all());
      report("the process", PROCESS_ROUNDS, held, judge(gateway), worst);
    }
  }

  private static void judgeAtTheEnd(HeldAnswers held, LogJudge judge, URI log, VerifierKey key)
      throws Exception {
    assertThat(held.faults()).isEmpty();
    assertThat(held.statuses()).contains(200).isSubsetOf(200, 429, 503, 504);
    assertThat(judge.missing(held.all())).isEmpty();
    assertThat(judge.openIntentsAfter(PATIENCE.toMillis())).as("open intents").isZero();
    assertThat(judge.contradictions()).isEmpty();
    Verdict verdict = LogVerifier.of(key).verify(TileSource.http(log));
    assertThat(verdict).as(verdict.sentence()).isInstanceOf(Verdict.Ok.class);
  }

  /// The product reads what it wrote: records open, name the very bytes that were sent, and the
  /// stored results are those of the answer.
  private void readSample(TestGateway gateway, List<Held> answers) throws Exception {
    AuditLog log = gateway.part(AuditLog.class);
    ResultVault results = gateway.part(ResultVault.class);
    for (Held answer : sample(answers)) {
      StoredEntry entry = log.find(new RecordId(answer.record())).orElseThrow();
      String body = new String(entry.body().orElseThrow(), StandardCharsets.UTF_8);
      if (answer.status() == 200) {
        assertThat(entry.outcome()).isEqualTo(Outcome.OK);
        assertThat(body).contains(answer.body().hex());
      }
      for (var resource : answer.resources().entrySet()) {
        StoredResult stored = results.find(resource.getKey(), resource.getValue()).orElseThrow();
        String json = new String(stored.json(), StandardCharsets.UTF_8);
        assertThat(answer.text().orElse(json)).contains(json);
      }
    }
  }

  /// The same over HTTP, after a start with empty caches: the keys are there too.
  private void readSample(GatewayProcess gateway, String token, List<Held> answers)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Held answer : sample(answers)) {
        for (var resource : answer.resources().entrySet()) {
          String path = "/fhir/" + resource.getKey() + "/" + resource.getValue();
          HttpResponse<String> response =
              http.send(
                  HttpRequest.newBuilder(gateway.server().resolve(path))
                      .header("Authorization", token)
                      .header("Cloister-Purpose", "TREAT")
                      .build(),
                  BodyHandlers.ofString(StandardCharsets.UTF_8));
          assertThat(response.statusCode()).as(path).isEqualTo(200);
          assertThat(answer.text().orElse(response.body())).contains(response.body());
        }
      }
    }
  }

  private List<Held> sample(List<Held> answers) {
    return random.ints(SAMPLE, 0, answers.size()).mapToObj(answers::get).toList();
  }

  private static List<Held> since(int count, List<Held> answers) {
    // The last of them before the kill are judged again: their commits were the latest.
    return answers.subList(Math.max(0, count - 1000), answers.size());
  }

  private static LogJudge judge(GatewayProcess gateway) throws Exception {
    return new LogJudge(new PostgresProcess(gateway.data()).connections());
  }

  private static String console(GatewayProcess gateway) throws Exception {
    return Files.readString(gateway.console());
  }

  private static long in(Duration duration) {
    return System.nanoTime() + duration.toNanos();
  }

  private static void report(
      String killed, int rounds, HeldAnswers held, LogJudge judge, long worstNanos)
      throws Exception {
    System.out.printf(
        "fail-closed: %s killed %d times under %d callers: %d answers, %d refusals (503), %d"
            + " records, %d intents closed as unknown, worst recovery %d ms, longest call %d ms,"
            + " missing 0%n",
        killed,
        rounds,
        CALLERS,
        held.count(200),
        held.count(503),
        judge.records(),
        judge.closedAsUnknown(),
        TimeUnit.NANOSECONDS.toMillis(worstNanos),
        held.longestMillis());
  }
}
