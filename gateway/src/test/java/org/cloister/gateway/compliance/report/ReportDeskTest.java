package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// Orders of reports: who may, what is refused, what is recorded.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ReportDeskTest {
  private final TestGateway gateway;
  private final AuditLog log;
  private final SeededCalls calls;

  ReportDeskTest(TestGateway gateway) throws Exception {
    this.gateway = gateway;
    this.log = gateway.part(AuditLog.class);
    this.calls = SeededCalls.of(gateway);
  }

  @Test
  void everyActIsRecorded_andNobodyButAnOfficerGetsAnything() throws Exception {
    Officer officer = new Officer(gateway, "officer-2", "HCOMPL");
    String id = officer.order(calls.period(Map.of("kind", "ai-log")));
    HttpResponse<String> csv = officer.get("/compliance/reports/" + id + "/csv");
    AuditRecord handedOut =
        AuditRecord.of(log.find(new RecordId(SeededCalls.record(csv))).orElseThrow());
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
      AuditRecord denial =
          AuditRecord.of(log.find(new RecordId(SeededCalls.record(refused))).orElseThrow());
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
    assertThat(log.find(new RecordId(SeededCalls.record(stranger)))).isPresent();
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
}
