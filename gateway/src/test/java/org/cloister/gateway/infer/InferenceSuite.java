package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.tlog.TlogProof;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.answer.Validation;
import org.cloister.gateway.demo.SyntheticPatient;
import org.cloister.gateway.demo.SyntheticPatient.Expected;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.models.Manifest;
import org.cloister.models.Models;
import org.cloister.policies.Policies;
import org.cloister.policies.Sha256;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// The whole way of an inference, from the token to the receipt, on any PostgreSQL. The twelve
/// patients of the demo are sent once; each test looks at one side of what came of it.
@TestInstance(Lifecycle.PER_CLASS)
abstract class InferenceSuite {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AS_OF = Instant.parse("2024-06-01T12:00:00Z");
  private static final long SEED = 7;

  @TempDir static Path data;

  private final List<Sent> sent = new ArrayList<>();
  private @Nullable TestGateway running;
  private String token = "";

  private record Sent(SyntheticPatient patient, HttpResponse<String> response) {
    RecordId record() {
      return RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
          .orElseThrow();
    }
  }

  /// What a gateway on this store is started with.
  abstract Map<String, Object> settings();

  @BeforeAll
  void sendTwelvePatients() throws Exception {
    start();
    for (SyntheticPatient patient : new SyntheticPatients(AS_OF).twelve(SEED)) {
      sent.add(new Sent(patient, gateway().infer(token, patient.body())));
    }
  }

  @AfterAll
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  private void start() throws IOException {
    running = TestGateway.start(data, settings());
    token = running.token(DemoClient.EHR);
  }

  private TestGateway gateway() {
    return Optional.ofNullable(running).orElseThrow();
  }

  private List<Sent> answered() {
    return sent.stream().filter(it -> it.patient().expected() == Expected.ANSWERED).toList();
  }

  @Test
  void everyPatient_endsAsExpected() {
    assertThat(sent).hasSize(12);
    for (Sent each : sent) {
      int status =
          switch (each.patient().expected()) {
            case ANSWERED -> 200;
            case CONSENT -> 403;
            case MISSING_DATA -> 422;
          };
      assertThat(each.response().statusCode()).as(each.patient().label()).isEqualTo(status);
      assertThat(each.response().headers().firstValue("Content-Type"))
          .hasValue("application/fhir+json");
    }
  }

  @Test
  void answer_isAStrictFhirBundleOfResultProvenanceAndDevice() {
    for (Sent each : answered()) {
      Bundle bundle = Results.bundle(each.response().body());
      assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.COLLECTION);
      assertThat(bundle.getEntry())
          .extracting(entry -> entry.getResource().fhirType())
          .containsOnly(
              each.patient().model().value().equals(ModelCall.PREVENT)
                  ? "RiskAssessment"
                  : "Observation",
              "Provenance",
              "Device");
      assertThat(Results.numbers(each.response().body())).isNotEmpty();
    }
  }

  @Test
  void everyRecord_hasAReceiptThatVerifiesAgainstTheLog() throws Exception {
    for (Sent each : sent) {
      String receipt = log().receipt(each.record());
      assertThat(log().verifyReceipt(receipt)).isInstanceOf(Verdict.Ok.class);
      assertThat(TlogProof.parse(receipt).orElseThrow().index())
          .isEqualTo(log().entry(each.record()).index());
    }
    assertThat(log().verify()).isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void answer_hasAnIntentAndAnOutcomeInTheLog() throws Exception {
    for (Sent each : answered()) {
      StoredEntry outcome = log().entry(each.record());
      assertThat(outcome.kind()).isEqualTo(EntryKind.OUTCOME);
      assertThat(outcome.outcome()).isEqualTo(Outcome.OK);
      assertThat(outcome.facts()).containsAllEntriesOf(facts(each));
      assertThat(outcome.facts().get("executionProvider")).isEqualTo("cpu");

      JsonNode body = JSON.readTree(outcome.body().orElseThrow());
      assertThat(body.path("output").asText())
          .isEqualTo(Sha256.of(each.response().body().getBytes(StandardCharsets.UTF_8)).hex());
      assertThat(body.has("who")).isFalse();
      assertThat(AuditRecord.of(outcome).actor().orElseThrow().client()).isEqualTo("ehr");
      assertThat(body.path("purpose").asText()).isEqualTo("TREAT");
      assertThat(body.path("model").asText()).isEqualTo(each.patient().model().value());
      assertThat(body.path("patient").asText()).isEqualTo(patient(each));
      assertThat(body.path("costPicoUsd").asLong()).isPositive();

      JsonNode intent = log().leaf(outcome.intentIndex().orElseThrow());
      assertThat(intent.path("kind").asText()).isEqualTo("intent");
      assertThat(intent.path("outcome").asText()).isEqualTo("pending");
      facts(each)
          .forEach((fact, value) -> assertThat(intent.toString()).contains("\"" + value + "\""));
      assertThat(outcome.intentIndex().getAsLong()).isLessThan(outcome.index());
    }
  }

  @Test
  void refusal_hasARecordOfItsReason() throws Exception {
    for (Sent each : sent) {
      if (each.patient().expected() == Expected.ANSWERED) {
        continue;
      }
      StoredEntry record = log().entry(each.record());
      boolean denied = each.patient().expected() == Expected.CONSENT;
      assertThat(record.outcome()).isEqualTo(denied ? Outcome.DENIED : Outcome.REFUSED);
      // Consent is asked before an intent exists, missing data are found after.
      assertThat(record.kind()).isEqualTo(denied ? EntryKind.DENIAL : EntryKind.OUTCOME);
      JsonNode body = JSON.readTree(record.body().orElseThrow());
      assertThat(body.path("issues").path(0).path("code").asText())
          .isEqualTo(denied ? "denied" : "input-missing");
      assertThat(body.has("output")).isFalse();
    }
  }

  @Test
  void storedResults_areReadBackByteForByte() throws Exception {
    for (Sent each : answered()) {
      Bundle bundle = Results.bundle(each.response().body());
      List<String> results = results(bundle);
      String provenance = Results.references(bundle, Provenance.class).getFirst();
      for (String reference : List.of(results.getFirst(), provenance)) {
        String resource = get("/fhir/" + reference).body();
        assertThat(each.response().body()).contains("\"resource\":" + resource);
      }
      String type = results.getFirst().substring(0, results.getFirst().indexOf('/'));
      String found = get("/fhir/" + type + "?subject=" + patient(each)).body();
      assertThat(results(Results.bundle(found))).containsAll(results);
      for (String reference : results) {
        assertThat(found).contains(get("/fhir/" + reference).body());
      }
      assertThat(get("/fhir/Provenance?target=" + results.getFirst()).body())
          .contains(get("/fhir/" + provenance).body());
    }
  }

  @Test
  void read_isRecordedWithAReceipt() throws Exception {
    Sent first = answered().getFirst();
    String reference = results(Results.bundle(first.response().body())).getFirst();
    HttpResponse<String> response = get("/fhir/" + reference);
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    StoredEntry record = log().entry(id);
    assertThat(record.kind()).isEqualTo(EntryKind.ACCESS);
    assertThat(record.outcome()).isEqualTo(Outcome.OK);
    assertThat(record.facts()).containsEntry("event", "result-read");
    JsonNode body = JSON.readTree(record.body().orElseThrow());
    assertThat(body.path("readIds").path(0).asText()).isEqualTo(reference);
    assertThat(body.path("patient").asText()).isEqualTo(patient(first));
    assertThat(log().verifyReceipt(log().receipt(id))).isInstanceOf(Verdict.Ok.class);
  }

  @Test
  void device_isReadFromWhereTheResultSays() throws Exception {
    Sent first = answered().getFirst();
    Bundle bundle = Results.bundle(first.response().body());
    String id = Results.references(bundle, Device.class).getFirst();
    HttpResponse<String> response = get("/fhir/" + id);
    Device device =
        Validation.strictly(Device.class, response.body().getBytes(StandardCharsets.UTF_8));
    assertThat("Device/" + device.getIdElement().getIdPart()).isEqualTo(id);
    assertThat(first.response().body())
        .containsPattern("\"reference\":\"http://127.0.0.1:\\d+/fhir/" + id + "\"");
  }

  @Test
  void sameInput_givesTheSameNumbers() throws Exception {
    for (Sent each : answered()) {
      Map<String, BigDecimal> before = Results.numbers(each.response().body());
      HttpResponse<String> again = gateway().infer(token, each.patient().body());
      assertThat(Results.numbers(again.body())).isEqualTo(before);
      assertThat(again.headers().firstValue("Cloister-Record"))
          .isNotEqualTo(each.response().headers().firstValue("Cloister-Record"));
    }
  }

  @Test
  void restartedGateway_readsOldResultsAndContinuesTheLog() throws Exception {
    String checkpoint = log().checkpoint();
    String receipt = log().receipt(sent.getFirst().record());
    String before = get("/fhir/" + anyResult()).body();
    gateway().close();
    start();
    assertThat(get("/fhir/" + anyResult()).body()).isEqualTo(before);
    SyntheticPatient patient = answered().getFirst().patient();
    assertThat(gateway().infer(token, patient.body()).statusCode()).isEqualTo(200);
    assertThat(log().verifySince(checkpoint)).isInstanceOf(Verdict.Ok.class);
    assertThat(log().verifyReceipt(receipt)).isInstanceOf(Verdict.Ok.class);
  }

  private String anyResult() {
    return results(Results.bundle(answered().getFirst().response().body())).getFirst();
  }

  private static List<String> results(Bundle bundle) {
    List<String> results = new ArrayList<>(Results.references(bundle, RiskAssessment.class));
    results.addAll(Results.references(bundle, Observation.class));
    return results;
  }

  private static String patient(Sent each) {
    return each.response()
        .body()
        .replaceFirst("(?s)^.*?\"subject\":[{]\"reference\":\"(Patient/[^\"]+)\".*$", "$1");
  }

  private Map<String, String> facts(Sent each) {
    Manifest manifest = gateway().part(Models.class).manifest(each.patient().model()).orElseThrow();
    return Map.of(
        "policySet", gateway().part(Policies.class).policySet().hex(),
        "model", manifest.id().value(),
        "modelHash", manifest.digests().model().hex(),
        "manifestHash", manifest.digests().manifest().hex(),
        "deidProfile", manifest.digests().profile().hex());
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpResponse<String> response =
        gateway()
            .send(
                gateway()
                    .request(path)
                    .header("Authorization", token)
                    .header("Cloister-Purpose", "TREAT")
                    .GET()
                    .build());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response;
  }

  private LogView log() {
    return new LogView(gateway());
  }
}
