package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.answer.Validation;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// Officers search the log over HTTP, and that is in the log too.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class AuditEventRouteTest {
  private static final String EDDA = "officer-edda";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateway gateway;
  private String officer = "";
  private String record = "";

  AuditEventRouteTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeAll
  void infer() throws Exception {
    officer =
        gateway.token(
            TokenRequest.of(DemoClient.OFFICER).withUser("officer-1").withPurpose("HCOMPL"));
    record =
        gateway
            .infer(gateway.token(DemoClient.EHR), ModelCall.ckdEpi(EDDA).body())
            .headers()
            .firstValue("Cloister-Record")
            .orElseThrow();
  }

  @Test
  void officer_findsTheCallAndReadsItsEvent() throws Exception {
    HttpResponse<String> found = get(officer, "?patient=" + EDDA + "&subtype=infer");
    assertThat(found.statusCode()).isEqualTo(200);
    Bundle bundle = Validation.strictly(Bundle.class, bytes(found));
    assertThat(bundle.getEntry()).hasSize(1);
    assertThat(bundle.getEntryFirstRep().getResource().getIdPart()).isEqualTo(record);

    HttpResponse<String> read = get(officer, "/" + record);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(Validation.strictly(AuditEvent.class, bytes(read)).getIdPart()).isEqualTo(record);
    assertThat(found.body()).contains(read.body());
  }

  @Test
  void search_isItselfARecordThatThePatientIsFoundBy() throws Exception {
    HttpResponse<String> search = get(officer, "?patient=" + EDDA);
    AuditRecord act = recordOf(search);
    assertThat(act.event()).hasValue("audit-read");
    assertThat(act.actor().orElseThrow().subject()).isEqualTo("officer-1");
    assertThat(act.patient()).hasValue("Patient/" + EDDA);
    assertThat(act.purpose()).hasValue("HCOMPL");
    assertThat(act.detail("query")).hasValue("patient=" + EDDA);

    String reads = "?patient=" + EDDA + "&subtype=audit-read";
    assertThat(get(officer, reads).body()).contains("\"" + act.id() + "\"");
  }

  /// Reading one event, or a page that names no patient, concerns whom it is about.
  @Test
  void read_isFoundByThePatientOfTheEvent() throws Exception {
    AuditRecord act = recordOf(get(officer, "/" + record));
    HttpResponse<String> found = get(officer, "?patient=" + EDDA + "&subtype=audit-read");
    List<String> ids = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(found.body()).path("entry")) {
      ids.add(entry.path("resource").path("id").asText());
    }
    assertThat(ids).anyMatch(id -> id.startsWith(act.id() + "."));
    String own = ids.stream().filter(id -> id.startsWith(act.id() + ".")).findFirst().orElseThrow();
    assertThat(get(officer, "/" + own).statusCode()).isEqualTo(200);
  }

  /// The record of a search is sealed under the patient's key: a member of staff has their own.
  @Test
  void search_forAMemberOfStaffIsRecordedWithoutTheirName() throws Exception {
    AuditRecord act = recordOf(get(officer, "?agent=Practitioner/dr-ames&_count=1"));
    assertThat(act.detail("query").orElseThrow()).doesNotContain("ames");
  }

  @Test
  void othersThanOfficers_areRefusedAndRecorded() throws Exception {
    HttpResponse<String> viewer = get(gateway.token(DemoClient.VIEWER), "?patient=" + EDDA);
    assertThat(viewer.statusCode()).isEqualTo(403);
    assertThat(recordOf(viewer).event()).hasValue("audit-read");
    HttpResponse<String> nobody =
        gateway.send(gateway.request("/fhir/AuditEvent?patient=" + EDDA).GET().build());
    assertThat(nobody.statusCode()).isEqualTo(401);
  }

  @Test
  void unknownParameter_isRefusedUnlessTheCallerPrefersOtherwise() throws Exception {
    assertThat(get(officer, "?colour=red").statusCode()).isEqualTo(400);
    HttpResponse<String> lenient =
        gateway.send(
            gateway
                .request("/fhir/AuditEvent?colour=red&_count=1")
                .header("Authorization", officer)
                .header("Prefer", "handling=lenient")
                .GET()
                .build());
    assertThat(lenient.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(lenient.body()).path("link").path(0).path("url").asText())
        .endsWith("/AuditEvent?_count=1");
  }

  @Test
  void unknownEvent_isNotFound() throws Exception {
    assertThat(get(officer, "/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    assertThat(get(officer, "/x").statusCode()).isEqualTo(404);
  }

  @Test
  void nextLink_leadsToTheFollowingPage() throws Exception {
    JsonNode first = JSON.readTree(get(officer, "?patient=" + EDDA + "&_count=1").body());
    String next = first.path("link").path(1).path("url").asText();
    HttpResponse<String> second = get(officer, next.substring(next.indexOf('?')));
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).doesNotContain(first.path("entry").path(0).path("fullUrl").asText());
  }

  private AuditRecord recordOf(HttpResponse<String> response) throws Exception {
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    return AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
  }

  private HttpResponse<String> get(String token, String rest)
      throws IOException, InterruptedException {
    return gateway.send(
        gateway.request("/fhir/AuditEvent" + rest).header("Authorization", token).GET().build());
  }

  private static byte[] bytes(HttpResponse<String> response) {
    return response.body().getBytes(StandardCharsets.UTF_8);
  }
}
