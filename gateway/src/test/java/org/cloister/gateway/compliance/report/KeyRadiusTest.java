package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.LogQuery;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.ReportVerifier;
import org.cloister.audit.verify.Verdict;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.compliance.erasure.ErasurePlan;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.LegalBasis;
import org.cloister.gateway.compliance.erasure.Scope;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whom a lost key-encryption key endangers, over two rotations while the gateway serves; a gateway
/// of its own, because a rotation moves every key. Patients are named for when they came.
final class KeyRadiusTest {
  private static final int MOST_RECORDS = 20;

  private static TestGateway gateway;
  private static String first = "";
  private static String second = "";
  private static String third = "";
  // Instants between what happened.
  private static Instant atFirst = Instant.EPOCH;
  private static Instant firstIsOver = Instant.EPOCH;
  private static Instant betweenCame = Instant.EPOCH;
  private static Instant thirdBegan = Instant.EPOCH;

  @BeforeAll
  static void live() throws Exception {
    gateway = TestGateway.start(Map.of("cloister.compliance.report-records", MOST_RECORDS));
    first = KeyRing.load(keyFile()).newest().id();
    infer("before");
    infer("erased-early");
    infer("erased-late");
    atFirst = Instant.now();
    second = rotate();
    firstIsOver = Instant.now();
    erase("erased-early");
    Thread.sleep(2);
    infer("between");
    betweenCame = Instant.now();
    third = rotate();
    thirdBegan = Instant.now();
    infer("after");
    erase("erased-late");
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  @Test
  void keyRadius_namesThoseWhoseKeysItWrappedWhileItReigned() throws Exception {
    assertThat(affected(order(first, Instant.EPOCH, atFirst))).containsExactly("Patient/before");
    assertThat(affected(order(second, firstIsOver, betweenCame)))
        .containsExactly("Patient/before", "Patient/between");
    assertThat(affected(order(third, thirdBegan, Instant.now())))
        .containsExactly("Patient/after", "Patient/before", "Patient/between");
  }

  @Test
  void keyRadius_saysWhyEachOfThemIsAffected() throws Exception {
    List<List<String>> rows = rows(officer().report(order(second, firstIsOver, betweenCame)));

    assertThat(rows)
        .extracting(row -> row.get(0), row -> row.get(3))
        .containsExactly(
            tuple("Patient/before", "key moved to the lost key by a rotation"),
            tuple("Patient/between", "key made under the lost key"));
    assertThat(rows).allSatisfy(row -> assertThat(row.get(2)).contains("results"));
  }

  @Test
  void keyRadius_leavesOutWhoCameAfterThePeriod() throws Exception {
    Document report = officer().report(order(second, atFirst, firstIsOver));

    assertThat(rows(report)).extracting(List::getFirst).containsExactly("Patient/before");
    assertThat(others(report)).containsEntry("made after the period", "1");
  }

  @Test
  void keyRadius_isEmptyOnceAllIsUnderALaterKeyAndSaysWhatOlderCopiesHold() throws Exception {
    Document report = officer().report(order(first, thirdBegan, Instant.now()));

    assertThat(rows(report)).isEmpty();
    assertThat(report.sentences().toString())
        .contains("In the period it wrapped nothing", "order the report for the time of that copy");
  }

  @Test
  void keyRadius_countsWhoWasErasedAndNamesThemNowhere() throws Exception {
    Document early = officer().report(order(first, Instant.EPOCH, atFirst));
    Document late = officer().report(order(third, thirdBegan, Instant.now()));

    assertThat(early.sentences().toString()).contains("since the period began: at most 4.");
    assertThat(late.sentences().toString())
        .contains("since the period began: at most 2.", "cannot be read with any key");
    assertThat(text(early)).doesNotContain("erased-early", "erased-late");
  }

  @Test
  void keyRadius_marksTheOthersAsNotUnsecured() throws Exception {
    Document report = officer().report(order(first, Instant.EPOCH, atFirst));

    assertThat(others(report).get("never under the lost key")).isNotEqualTo("0");
    assertThat(text(report)).contains("encrypted and the key is safe: not unsecured");
  }

  @Test
  void keyRadius_inPartsNamesEachPatientOnce() throws Exception {
    List<String> together = new ArrayList<>();
    for (String part : List.of("1/3", "2/3", "3/3")) {
      Map<String, String> order = new TreeMap<>(order(third, Instant.EPOCH, Instant.now()));
      order.put("part", part);
      together.addAll(affected(order));
    }

    assertThat(together)
        .containsExactlyInAnyOrder("Patient/before", "Patient/between", "Patient/after");
  }

  @Test
  void keyRadius_restsOnTheRecordsOfTheRotationsAndVerifies() throws Exception {
    JsonNode export = officer().export(order(second, Instant.EPOCH, Instant.now()));

    // Two keys created and two rotations, one of which may have gone on for a late-comer.
    assertThat(export.path("records").size()).isGreaterThanOrEqualTo(4);
    assertThat(
            ReportVerifier.of(LogVerifier.of(gateway.part(LogIdentity.class).verifierKey()))
                .verify(export.toString().getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void keyRadius_ofADomainsKeyNamesTheDomain() throws Exception {
    String key = KeyFile.load(gateway.data().resolve("keys/domain.key")).id();
    Document report = officer().report(order(key, Instant.EPOCH, Instant.now()));

    assertThat(rows(report)).isEmpty();
    assertThat(report.tables())
        .anySatisfy(it -> {
          assertThat(it.title()).isEqualTo("Domains of pseudonyms");
          assertThat(it.rows()).isNotEmpty();
        });
  }

  @Test
  void keyRadius_isNotMadeForAKeyThatNobodyKnows() throws Exception {
    JsonNode refusal =
        officer().failure(order("kek-0123456789abcdef", Instant.EPOCH, Instant.now()));

    assertThat(refusal.path("code").asText()).isEqualTo("unknown-key");
  }

  @Test
  void order_byKeyTakesAPublicNameAndNoActs() throws Exception {
    Map<String, String> good = order(first, Instant.EPOCH, Instant.now());
    for (Map<String, String> wrong :
        List.of(
            Map.of("key", "encryption.key"),
            Map.of("user", "dr-ames"),
            Map.of("client", "ehr"),
            Map.of("part", "3/2"),
            Map.of("part", "1/65"),
            Map.of("part", "half"))) {
      Map<String, String> order = new TreeMap<>(good);
      order.putAll(wrong);
      assertThat(officer().post("/compliance/reports", order).statusCode())
          .as(wrong.toString())
          .isEqualTo(400);
    }
  }

  @Test
  void report_thatWouldRestOnTooManyRecordsIsNotMadeAndSaysHowManyThereAre() throws Exception {
    for (int i = 0; i <= MOST_RECORDS; i++) {
      infer("many");
    }
    for (String kind : List.of("model-recall", "ai-log", "cost-and-latency", "breach-radius")) {
      Map<String, String> order = new TreeMap<>(Map.of("kind", kind));
      if (kind.equals("breach-radius")) {
        order.put("discovered", "2026-11-25");
      }
      JsonNode refusal = officer().failure(order);

      assertThat(refusal.path("code").asText()).as(kind).isEqualTo("too-many-records");
      assertThat(refusal.path("text").asText())
          .matches("[0-9]{2,} records match the order and one report rests on at most 20\\..*")
          .contains("Nothing was left out", "shorter periods");
    }
  }

  private static Officer officer() throws Exception {
    return new Officer(gateway, "officer-1", "HCOMPL");
  }

  private static Map<String, String> order(String key, Instant from, Instant until) {
    return Map.of(
        "kind",
        "breach-radius",
        "key",
        key,
        "discovered",
        "2026-11-25",
        "from",
        from.toString(),
        "until",
        until.toString());
  }

  /// Without the one who has so many records.
  private static List<List<String>> rows(Document report) {
    return report.tables().getFirst().rows().stream()
        .filter(row -> !row.getFirst().equals("Patient/many"))
        .toList();
  }

  private static String text(Document report) {
    return new String(report.json().bytes(), StandardCharsets.UTF_8);
  }

  private static List<String> affected(Map<String, String> order) throws Exception {
    return rows(officer().report(order)).stream().map(List::getFirst).toList();
  }

  private static Map<String, String> others(Document report) {
    Map<String, String> others = new TreeMap<>();
    report.tables().get(1).rows().forEach(row -> others.put(row.get(0), row.get(1)));
    return others;
  }

  private static Path keyFile() {
    return gateway.data().resolve("keys/encryption.key");
  }

  /// A new epoch; returns when all keys are under it, which is recorded.
  private static String rotate() throws Exception {
    Path _ = KeyRing.begin(keyFile());
    String kek = KeyRing.load(keyFile()).newest().id();
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (rotations().noneMatch(kek::equals)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
    Thread.sleep(2);
    return kek;
  }

  private static Stream<String> rotations() throws Exception {
    LogQuery rotated = LogQuery.all().event("key-rotated");
    return gateway.part(AuditLog.class).search(rotated).entries().stream()
        .map(entry -> entry.facts().getOrDefault("kek", ""));
  }

  private static void infer(String patient) throws Exception {
    HttpResponse<String> answer =
        gateway.infer(gateway.token(DemoClient.EHR), ModelCall.ckdEpi(patient).body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void erase(String patient) throws Exception {
    Erasures erasures = gateway.part(Erasures.class);
    ErasurePlan plan =
        erasures.plan(
            new ErasurePlan.Target(
                erasures.subject("Patient/" + patient),
                Scope.ACCOUNTABILITY,
                LegalBasis.of("order").orElseThrow()));
    Agent officer =
        Agent.of(
            gateway.part(RecordSealer.class).subject("default", "User/officer-1"),
            CanonicalJson.of(Map.of("subject", "officer-1")),
            Optional.empty());
    var _ = erasures.carryOut(plan, officer);
  }
}
