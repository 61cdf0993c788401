package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a person decided about what a machine calculated: over HTTP, and in the report.
@ExtendWith(SharedGateway.class)
final class DecisionDeskTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANNA = "decided-anna";
  private static final String REASON = "taken before the transplant";

  private final TestGateway gateway;
  private final String clinician;

  DecisionDeskTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.clinician = ehr("dr-ames");
  }

  @Test
  void report_countsEveryModelsDecisionsAndListsWhatNobodyDecided() throws Exception {
    Instant begin = Instant.now();
    String accepted = infer();
    String overridden = infer();
    String changed = infer();
    String unreviewed = infer();
    assertThat(decide(accepted, Map.of("decision", "accepted")).statusCode()).isEqualTo(201);
    override(overridden);
    override(changed);
    assertThat(decide(changed, Map.of("decision", "accepted")).statusCode()).isEqualTo(201);

    Map<String, String> order =
        Map.of(
            "kind",
            "human-oversight",
            "model",
            "prevent-2023-base",
            "from",
            begin.toString(),
            "until",
            Instant.now().toString());
    Document report = new Officer(gateway, "officer-1", "HCOMPL").report(order);

    List<String> tally = report.tables().getFirst().rows().getFirst();
    assertThat(report.tables().getFirst().rows()).hasSize(1);
    assertThat(tally.getFirst()).isEqualTo("prevent-2023-base");
    assertThat(tally.subList(2, 7)).containsExactly("4", "2", "1", "1", "33.3 %");
    assertThat(report.tables().get(1).rows())
        .singleElement()
        .satisfies(row ->
            assertThat(row).contains(overridden, REASON, "clinician, hospital record system"));
    assertThat(report.tables().get(2).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.getLast()).isEqualTo(unreviewed));
    assertThat(report.toString() + report.tables().stream().map(Document.Table::rows).toList())
        .doesNotContain(ANNA, "dr-ames");
  }

  @Test
  void decision_isARecordOfWhoAboutWhichResultOfWhichModel() throws Exception {
    String result = infer();
    AuditRecord decision = record(override(result));

    assertThat(decision.event()).contains("result-decided");
    assertThat(decision.patient()).contains("Patient/" + ANNA);
    assertThat(decision.actor().orElseThrow().fhirUser()).contains("Practitioner/dr-ames");
    assertThat(decision.model()).contains("prevent-2023-base");
    assertThat(decision.modelHash()).isEqualTo(find(result).modelHash());
    assertThat(decision.detail("result")).contains(result);
    assertThat(decision.detail("decision")).contains("overridden");
    assertThat(decision.detail("reason")).contains(REASON);
  }

  @Test
  void decision_aboutNoResultOfThisPatientIsRefusedAlike() throws Exception {
    String result = infer();
    String ownRecord = record(override(result)).id().toString();
    HttpResponse<String> others =
        post(clinician, Map.of("patient", "x", "record", result, "decision", "accepted"));
    assertThat(others.statusCode()).isEqualTo(404);
    for (String none : List.of(ownRecord, RecordId.random().toString(), "no-id")) {
      HttpResponse<String> refused = decide(none, Map.of("decision", "accepted"));
      assertThat(refused.statusCode()).as(none).isEqualTo(404);
      assertThat(refused.body()).isEqualTo(others.body());
    }
    assertThat(decide(result, Map.of("decision", "maybe")).statusCode()).isEqualTo(400);
    assertThat(decide(result, Map.of("decision", "overridden")).statusCode()).isEqualTo(400);
    assertThat(record(others).outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void decision_isANamedCliniciansAlone() throws Exception {
    String result = infer();
    Map<String, String> form = Map.of("patient", ANNA, "record", result, "decision", "accepted");
    for (String token :
        List.of(
            gateway.token(TokenRequest.of(DemoClient.EHR).withPurpose("TREAT")),
            gateway.token(TokenRequest.of(DemoClient.OFFICER).withPurpose("HCOMPL")),
            gateway.token(DemoClient.RESEARCH))) {
      HttpResponse<String> refused = post(token, form);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(record(refused).outcome()).isEqualTo(Outcome.DENIED);
    }
  }

  @CanIgnoreReturnValue
  private HttpResponse<String> override(String result) throws Exception {
    HttpResponse<String> answer =
        decide(result, Map.of("decision", "overridden", "reason", REASON));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private HttpResponse<String> decide(String record, Map<String, String> fields) throws Exception {
    Map<String, String> form = new TreeMap<>(fields);
    form.put("patient", "Patient/" + ANNA);
    form.put("record", record);
    return post(clinician, form);
  }

  private HttpResponse<String> post(String token, Map<String, String> form) throws Exception {
    return gateway.send(
        gateway
            .request("/compliance/decisions")
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(form)))
            .build());
  }

  private String infer() throws Exception {
    HttpResponse<String> answer = gateway.infer(clinician, ModelCall.prevent(ANNA).body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Cloister-Record").orElseThrow();
  }

  private AuditRecord record(HttpResponse<String> answer) throws Exception {
    return find(answer.headers().firstValue("Cloister-Record").orElseThrow());
  }

  private AuditRecord find(String id) throws Exception {
    return AuditRecord.of(
        gateway.part(AuditLog.class).find(RecordId.parse(id).orElseThrow()).orElseThrow());
  }

  private String ehr(String user) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.EHR).withUser(user).withPurpose("TREAT"));
  }
}
