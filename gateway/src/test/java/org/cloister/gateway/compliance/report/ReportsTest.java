package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// Reports over a seeded history, written through the real gateway: who called about whom is kept
/// beside it in memory, and every report must say exactly that.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ReportsTest {
  private static final long SEED = 20261125;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANNA = "reports-anna";
  private static final String BERT = "reports-bert";
  private static final List<String> USERS = List.of("dr-ames", "dr-brandt", "nurse-cole");

  /// One call as this test remembers it.
  private record Made(String user, String patient, UUID record) {}

  private final TestGateway gateway;
  private final AuditLog log;
  private final List<Made> history = new ArrayList<>();
  private Instant begin = Instant.EPOCH;
  private Instant end = Instant.EPOCH;

  ReportsTest(TestGateway gateway) {
    this.gateway = gateway;
    this.log = gateway.part(AuditLog.class);
  }

  @BeforeAll
  void live() throws Exception {
    begin = Instant.now();
    Random random = new Random(SEED);
    List<String> patients = List.of(ANNA, BERT, "reports-cleo", "reports-dora");
    Map<String, String> tokens = new TreeMap<>();
    for (String user : USERS) {
      tokens.put(user, token(user));
    }
    for (int i = 0; i < 16; i++) {
      String user = USERS.get(random.nextInt(USERS.size()));
      String patient = patients.get(i % patients.size());
      // The first call has a token of its own, for the search by token.
      String token = i == 0 ? token(user) : tokens.getOrDefault(user, "");
      HttpResponse<String> answer = gateway.infer(token, ModelCall.prevent(patient).body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      history.add(new Made(user, patient, record(answer)));
    }
    end = Instant.now();
  }

  @Test
  void accounting_tellsExactlyWhatTheRuleAsksFor() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String eve = "reports-eve";
    for (String exemption : List.of("tpo", "authorization", "limited-data-set")) {
      disclose(officer, Map.of("patient", eve, "recipient", "Insurer", "exemption", exemption));
    }
    for (int days : new int[] {40, 30, 20, 10}) {
      disclose(
          officer,
          Map.of(
              "patient", eve,
              "recipient", "Department of Health",
              "address", "1 Main Street",
              "purpose", "public health surveillance",
              "day", today.minusDays(days).toString()));
    }
    disclose(officer, Map.of("patient", eve, "recipient", "Sheriff", "purpose", "investigation"));
    disclose(
        officer,
        Map.of(
            "patient",
            eve,
            "recipient",
            "Coroner",
            "purpose",
            "identification",
            "day",
            today.minusDays(5).toString()));
    disclose(officer, Map.of("patient", BERT, "recipient", "Somebody else"));
    disclose(
        officer,
        Map.of("patient", eve, "recipient", "Long ago", "day", today.minusYears(7).toString()));
    assertThat(
            officer
                .post(
                    "/compliance/suspensions",
                    Map.of(
                        "patient",
                        eve,
                        "recipient",
                        "Sheriff",
                        "until",
                        today.plusDays(60).toString(),
                        "statement",
                        "written"))
                .statusCode())
        .isEqualTo(201);

    JsonNode export = officer.export(Map.of("kind", "accounting-of-disclosures", "patient", eve));
    Document report = Document.parse(export.path("report").asText());

    assertThat(report.tables().getFirst().rows())
        .containsExactly(
            List.of(
                today.minusDays(40).toString(),
                "Department of Health",
                "1 Main Street",
                "blood results",
                "public health surveillance",
                "4",
                today.minusDays(10).toString()),
            List.of(
                today.minusDays(5).toString(),
                "Coroner",
                "",
                "blood results",
                "identification",
                "1",
                ""));
    assertThat(export.path("records").size()).as("the suspended one is in no proof").isEqualTo(5);
    assertThat(export.toString()).doesNotContain("Sheriff", "Somebody", "Insurer", "Long ago");
  }

  @Test
  void suspension_byWordOfMouthLastsThirtyDaysAtMost() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HLEGAL");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Map<String, String> form =
        new TreeMap<>(Map.of("patient", ANNA, "recipient", "Sheriff", "statement", "oral"));
    form.put("until", today.plusDays(31).toString());
    assertThat(officer.post("/compliance/suspensions", form).statusCode()).isEqualTo(400);
    form.put("until", today.plusDays(30).toString());
    assertThat(officer.post("/compliance/suspensions", form).statusCode()).isEqualTo(201);
  }

  @Test
  void patientAccess_tellsOfThisPatientOnlyAndNamesNoStaff() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    String id = officer.order(period(Map.of("kind", "patient-access", "patient", BERT)));
    Document report =
        Document.parse(JSON.readTree(officer.fetch(id, "export")).path("report").asText());

    assertThat(report.tables().getFirst().rows()).hasSize(calls(BERT));
    for (String format : List.of("export", "csv", "html", "bundle")) {
      String text = officer.fetch(id, format);
      assertThat(text).as(format).contains(format.equals("csv") ? "your treatment" : BERT);
      assertThat(text)
          .as(format)
          .doesNotContain(ANNA, "reports-cleo", "reports-dora")
          .doesNotContain("dr-ames", "dr-brandt", "nurse-cole", "officer-1");
    }
    int merged =
        report.tables().get(1).rows().stream()
            .mapToInt(row -> Integer.parseInt(row.getLast()))
            .sum();
    assertThat(merged).isEqualTo(calls(BERT));
  }

  @Test
  void patientAccess_namesStaffOnlyForAReasonThatIsARecordOfItsOwn() throws Exception {
    Officer officer = new Officer(gateway, "officer-2", "PATRQT");
    Map<String, String> form =
        new TreeMap<>(period(Map.of("kind", "patient-access", "patient", BERT)));
    form.put("staffNames", "true");
    assertThat(officer.post("/compliance/reports", form).statusCode()).isEqualTo(400);

    form.put("reason", "stalking by a colleague");
    Document report = officer.report(form);

    String user =
        history.stream().filter(it -> it.patient().equals(BERT)).findFirst().orElseThrow().user();
    assertThat(report.tables().getFirst().rows().toString()).contains("Practitioner/" + user);
    List<AuditRecord> overrides =
        log.search(LogQuery.all().event("staff-names-disclosed").from(begin)).entries().stream()
            .map(AuditRecord::of)
            .toList();
    assertThat(overrides).hasSize(1);
    assertThat(overrides.getFirst().detail("reason")).contains("stalking by a colleague");
    assertThat(overrides.getFirst().patient()).contains("Patient/" + BERT);
  }

  @Test
  void breachRadius_isExactForEveryUser() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    for (String user : USERS) {
      Map<String, Long> expected = new TreeMap<>();
      history.stream()
          .filter(it -> it.user().equals(user))
          .forEach(it -> expected.merge("Patient/" + it.patient(), 1L, Long::sum));

      Document report =
          officer.report(
              period(Map.of("kind", "breach-radius", "user", user, "discovered", "2026-11-25")));

      Map<String, Long> found = new TreeMap<>();
      report
          .tables()
          .getFirst()
          .rows()
          .forEach(row -> found.put(row.getFirst(), Long.parseLong(row.get(3))));
      assertThat(found).as(user).isEqualTo(expected);
      assertThat(report.tables().get(2).rows().toString())
          .contains("2026-11-28 00:00:00 UTC", "2027-01-24", "45 CFR 164.408(c)", "2027-03-02");
    }
  }

  @Test
  void breachRadius_findsTheCallsOfOneToken() throws Exception {
    Made one = history.getFirst();
    String token =
        AuditRecord.of(log.find(new RecordId(one.record())).orElseThrow())
            .actor()
            .orElseThrow()
            .tokenId();
    Document report =
        new Officer(gateway, "officer-1", "HCOMPL")
            .report(
                period(
                    Map.of("kind", "breach-radius", "token", token, "discovered", "2026-11-25")));

    assertThat(report.tables().getFirst().rows())
        .singleElement()
        .satisfies(row -> assertThat(row.getFirst()).isEqualTo("Patient/" + one.patient()));
  }

  @Test
  void modelRecallAndAiLog_holdEveryAnswerAndTheAiLogNobody() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    String model = "prevent-2023-base";
    Document recall = officer.report(period(Map.of("kind", "model-recall", "model", model)));
    Document aiLog = officer.report(period(Map.of("kind", "ai-log", "model", model)));

    assertThat(recall.tables().getFirst().rows())
        .extracting(List::getLast)
        .containsExactlyInAnyOrderElementsOf(
            history.stream().map(it -> it.record().toString()).toList());
    assertThat(recall.about()).containsEntry("Patients", Long.toString(patients()));
    assertThat(aiLog.tables().getFirst().rows()).hasSize(history.size());
    assertThat(aiLog.tables().getFirst().rows().toString()).doesNotContain("Patient/", "dr-");
  }

  @Test
  void costAndLatency_sumsToTheLastPicoUsd() throws Exception {
    Document report =
        new Officer(gateway, "officer-1", "HCOMPL")
            .report(period(Map.of("kind", "cost-and-latency")));
    BigInteger expected = BigInteger.ZERO;
    for (Made made : history) {
      AuditRecord record = AuditRecord.of(log.find(new RecordId(made.record())).orElseThrow());
      expected = expected.add(BigInteger.valueOf(record.figures().orElseThrow().costPicoUsd()));
    }

    assertThat(report.tables().getFirst().rows()).hasSize(1);
    List<String> row = report.tables().getFirst().rows().getFirst();
    assertThat(row.subList(1, 6))
        .containsExactly("TREAT", "ehr", "" + history.size(), "" + history.size(), "" + expected);
    assertThat(report.about()).containsEntry("Cost in pico-USD", expected.toString());
  }

  @Test
  void processingActivities_comeFromTheRunningConfiguration() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    Document first = officer.report(period(Map.of("kind", "processing-activities")));
    Document second = officer.report(period(Map.of("kind", "processing-activities")));

    assertThat(first).as("equal bytes, so that a diff shows what changed").isEqualTo(second);
    assertThat(first.tables().getFirst().rows())
        .extracting(List::getFirst)
        .contains("prevent-2023-base");
    assertThat(first.tables().get(1).rows())
        .anySatisfy(row ->
            assertThat(row.subList(0, 3))
                .containsExactly("TREAT", "treatment", "" + history.size()));
  }

  @Test
  void export_isProvenAndEveryTamperingIsFound() throws Exception {
    ExportJudge judge = new ExportJudge(gateway.part(LogIdentity.class).verifierKey());
    JsonNode export =
        new Officer(gateway, "officer-1", "HCOMPL")
            .export(period(Map.of("kind", "model-recall", "model", "prevent-2023-base")));

    assertThat(judge.judge(export)).isEqualTo("OK");
    assertThat(export.path("records").size()).isEqualTo(history.size());
    ObjectNode removed = export.deepCopy();
    ((ArrayNode) removed.path("records")).remove(3);
    assertThat(judge.judge(removed)).isEqualTo("another number of records");
    ObjectNode swapped = export.deepCopy();
    ((ArrayNode) swapped.path("records")).set(0, export.path("statement"));
    assertThat(judge.judge(swapped)).isEqualTo("a record out of its place");
    ObjectNode changed = export.deepCopy();
    ((ObjectNode) changed.path("records").path(0))
        .set("leaf", export.path("records").path(1).path("leaf"));
    assertThat(judge.judge(changed)).isEqualTo("a record not in the log");
    ObjectNode reworded = export.deepCopy();
    reworded.put("report", export.path("report").asText().replace("Patient/" + ANNA, "Patient/x"));
    assertThat(judge.judge(reworded)).isEqualTo("another text than stated");
    ObjectNode narrowed = export.deepCopy();
    narrowed.put("parameters", "{}");
    assertThat(judge.judge(narrowed)).isEqualTo("another text than stated");
  }

  @Test
  void everyActIsRecorded_andNobodyButAnOfficerGetsAnything() throws Exception {
    Officer officer = new Officer(gateway, "officer-2", "HCOMPL");
    String id = officer.order(period(Map.of("kind", "ai-log")));
    HttpResponse<String> csv = officer.get("/compliance/reports/" + id + "/csv");
    AuditRecord handedOut = AuditRecord.of(log.find(new RecordId(record(csv))).orElseThrow());
    assertThat(handedOut.event()).contains("export-made");
    assertThat(handedOut.actor().orElseThrow().subject()).isEqualTo("officer-2");
    assertThat(handedOut.detail("report")).contains(id);

    String clinician = gateway.token(TokenRequest.of(DemoClient.EHR).withUser("dr-ames"));
    for (String path :
        List.of(
            "/compliance/reports/" + id + "/csv",
            "/compliance/reports/" + id,
            "/compliance/requests")) {
      HttpResponse<String> refused =
          gateway.send(
              gateway
                  .request(path)
                  .header("Authorization", clinician)
                  .header("Cloister-Purpose", "TREAT")
                  .GET()
                  .build());
      assertThat(refused.statusCode()).as(path).isEqualTo(403);
      AuditRecord denial = AuditRecord.of(log.find(new RecordId(record(refused))).orElseThrow());
      assertThat(denial.kind()).isEqualTo(EntryKind.DENIAL);
      assertThat(denial.outcome()).isEqualTo(Outcome.DENIED);
    }
    HttpResponse<String> stranger =
        gateway.send(
            gateway
                .request("/compliance/reports")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"kind\":\"ai-log\"}"))
                .build());
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(log.find(new RecordId(record(stranger)))).isPresent();
  }

  @Test
  void order_isRefusedInWordsForWhatItLacks() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    for (Map<String, String> form :
        List.of(
            Map.of("kind", "no-such-report"),
            Map.of("kind", "patient-access"),
            Map.of("kind", "patient-access", "patient", "Patient/a b"),
            Map.of("kind", "ai-log", "from", "yesterday"),
            Map.of("kind", "ai-log", "from", "2026-02-01", "until", "2026-01-01"),
            Map.of("kind", "ai-log", "modelHash", "abc"),
            Map.of("kind", "ai-log", "colour", "red"),
            Map.of("kind", "breach-radius"))) {
      HttpResponse<String> answer = officer.post("/compliance/reports", form);
      assertThat(answer.statusCode()).as(form.toString()).isEqualTo(400);
      assertThat(answer.body()).contains("OperationOutcome").doesNotContain("yesterday", "a b");
    }
  }

  @Test
  void bundle_isAFhirDocument() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    String id = officer.order(period(Map.of("kind", "patient-access", "patient", ANNA)));
    Bundle bundle =
        FhirContext.forR4Cached()
            .newJsonParser()
            .setParserErrorHandler(new StrictErrorHandler())
            .parseResource(Bundle.class, officer.fetch(id, "bundle"));

    assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.DOCUMENT);
    Composition composition = (Composition) bundle.getEntryFirstRep().getResource();
    assertThat(composition.getSubject().getReference()).isEqualTo("Patient/" + ANNA);
    assertThat(composition.getSection()).hasSize(3);
    assertThat(composition.getSection().get(1).getText().getDivAsString())
        .contains("your treatment");
  }

  @Test
  void requests_showTheirClocksUntilTheyAreAnswered() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "PATRQT");
    HttpResponse<String> received =
        officer.post(
            "/compliance/requests",
            Map.of(
                "patient", "reports-fred", "right", "hipaa-accounting", "received", "2026-01-10"));
    assertThat(received.statusCode()).isEqualTo(201);
    JsonNode request = JSON.readTree(received.body());
    String path = "/compliance/requests/" + request.path("id").asText();
    assertThat(request.path("due").asText()).isEqualTo("2026-03-11");
    assertThat(request.path("free").asBoolean()).isTrue();
    JsonNode gdpr =
        JSON.readTree(
            officer
                .post(
                    "/compliance/requests",
                    Map.of(
                        "patient",
                        "reports-fred",
                        "right",
                        "gdpr-access",
                        "received",
                        "2026-01-31"))
                .body());
    assertThat(gdpr.path("due").asText()).isEqualTo("2026-02-28");
    JsonNode second =
        JSON.readTree(
            officer
                .post(
                    "/compliance/requests",
                    Map.of(
                        "patient",
                        "reports-fred",
                        "right",
                        "hipaa-accounting",
                        "received",
                        "2026-09-01"))
                .body());
    assertThat(second.path("free").asBoolean()).isFalse();

    assertThat(officer.post(path + "/extended", Map.of("reason", "archive")).statusCode())
        .isEqualTo(200);
    assertThat(officer.post(path + "/extended", Map.of("reason", "again")).statusCode())
        .isEqualTo(400);
    JsonNode extended = open(officer, request.path("id").asText());
    assertThat(extended.path("due").asText()).isEqualTo("2026-04-10");
    assertThat(extended.path("overdue").asBoolean()).isTrue();
    assertThat(officer.post(path + "/closed", Map.of("answer", "sent")).statusCode())
        .isEqualTo(200);
    assertThat(open(officer, request.path("id").asText()).isMissingNode()).isTrue();
    assertThat(officer.post(path + "/closed", Map.of("answer", "sent")).statusCode())
        .isEqualTo(404);
  }

  private static JsonNode open(Officer officer, String id)
      throws IOException, InterruptedException {
    for (JsonNode request :
        JSON.readTree(officer.get("/compliance/requests").body()).path("requests")) {
      if (request.path("id").asText().equals(id)) {
        return request;
      }
    }
    return JSON.missingNode();
  }

  private static void disclose(Officer officer, Map<String, String> form)
      throws IOException, InterruptedException {
    Map<String, String> whole =
        new TreeMap<>(Map.of("description", "blood results", "purpose", "claim"));
    whole.putAll(form);
    HttpResponse<String> answer = officer.post("/compliance/disclosures", whole);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private String token(String user) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.EHR).withUser(user).withPurpose("TREAT"));
  }

  private Map<String, String> period(Map<String, String> form) {
    Map<String, String> whole = new TreeMap<>(form);
    whole.put("from", begin.toString());
    whole.put("until", end.toString());
    return whole;
  }

  private int calls(String patient) {
    return Math.toIntExact(history.stream().filter(it -> it.patient().equals(patient)).count());
  }

  private long patients() {
    return history.stream().map(Made::patient).distinct().count();
  }

  private static UUID record(HttpResponse<String> answer) {
    return UUID.fromString(answer.headers().firstValue("Cloister-Record").orElseThrow());
  }
}
