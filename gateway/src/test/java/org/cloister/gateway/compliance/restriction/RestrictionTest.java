package org.cloister.gateway.compliance.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Restrictions from the officer's request to the call that they stop. Each test has a patient of
/// its own.
@ExtendWith(SharedGateway.class)
final class RestrictionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESTRICTIONS = "/compliance/restrictions";

  private final TestGateway gateway;
  private final String ehr;

  RestrictionTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.ehr = gateway.token(DemoClient.EHR);
  }

  @Test
  void aRestriction_stopsTheNextCall_untilTwoOfficersEndIt() throws Exception {
    String patient = "restricted-anna";
    assertThat(infer(patient).statusCode()).isEqualTo(200);
    String path = RESTRICTIONS + "/" + place(patient, Map.of("ground", "gdpr-18-1-a")) + "/end";

    assertThat(infer(patient).statusCode()).isEqualTo(403);
    assertThat(infer("restricted-nobody").statusCode()).isEqualTo(200);
    Map<String, String> named = Map.of("patient", patient);
    assertThat(post("officer-2", path + "/approval", named).statusCode())
        .as("nobody asked for the end")
        .isEqualTo(404);
    Map<String, String> asking =
        Map.of("patient", patient, "reason", "the value is right", "informed", "2026-01-05");
    assertThat(post("officer-1", path, asking).statusCode()).isEqualTo(200);
    assertThat(post("officer-1", path + "/approval", named).statusCode()).isEqualTo(403);
    assertThat(post("officer-2", path + "/approval", Map.of("patient", "other")).statusCode())
        .isEqualTo(404);
    assertThat(infer(patient).statusCode()).isEqualTo(403);
    assertThat(post("officer-2", path + "/approval", named).statusCode()).isEqualTo(200);
    assertThat(infer(patient).statusCode()).isEqualTo(200);
  }

  @Test
  void aStoppedCall_saysItsCodeAndIsRecorded() throws Exception {
    String patient = "restricted-code";
    String id = place(patient, Map.of("ground", "gdpr-21-1"));

    HttpResponse<String> stopped = infer(patient);

    assertThat(stopped.statusCode()).isEqualTo(403);
    assertThat(stopped.body()).contains("\"restricted\"").doesNotContain(patient, id, "gdpr-21");
    AuditRecord record = record(stopped);
    assertThat(record.kind()).isEqualTo(EntryKind.DENIAL);
    assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(record.patient()).contains("Patient/" + patient);
    assertThat(record.policies()).containsExactly("use-restricted");
    assertThat(record.issues()).extracting(AuditRecord.Reason::code).containsExactly("restricted");
  }

  @Test
  void placing_isARecordOfThePatientWithGroundAndReason() throws Exception {
    HttpResponse<String> placed =
        post(
            "officer-1",
            RESTRICTIONS,
            Map.of(
                "patient",
                "restricted-record",
                "ground",
                "gdpr-18-1-d",
                "reason",
                "grounds weighed"));

    AuditRecord record = record(placed);
    assertThat(record.event()).contains("restriction-placed");
    assertThat(record.patient()).contains("Patient/restricted-record");
    assertThat(record.detail("ground")).contains("gdpr-18-1-d");
    assertThat(record.detail("reason")).contains("grounds weighed");
    assertThat(record.detail("purposes")).contains("TREAT ETREAT HOPERAT HRESCH");
    assertThat(record.actor().orElseThrow().subject()).isEqualTo("officer-1");
  }

  @Test
  void whatIsStoredAlready_isNotReadEither() throws Exception {
    String patient = "restricted-read";
    String search = "/fhir/RiskAssessment?subject=Patient/" + patient;
    assertThat(gateway.infer(ehr, ModelCall.prevent(patient).body()).statusCode()).isEqualTo(200);
    assertThat(get(gateway.token(DemoClient.VIEWER), search).statusCode()).isEqualTo(200);
    String _ = place(patient, Map.of("ground", "gdpr-18-1-b"));

    assertThat(get(gateway.token(DemoClient.VIEWER), search).statusCode()).isEqualTo(403);
  }

  /// GDPR 18(2): "with the data subject's consent".
  @Test
  void whatThePatientLetsBe_isNotBarred() throws Exception {
    String patient = "restricted-partly";
    String _ = place(patient, Map.of("ground", "gdpr-18-1-a", "purposes", "HOPERAT HRESCH ETREAT"));
    assertThat(infer(patient).statusCode()).isEqualTo(200);
    String _ = place(patient, Map.of("ground", "gdpr-18-1-d", "purposes", "TREAT"));
    assertThat(infer(patient).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "gdpr-18-1-z, TREAT",
    "gdpr-18-1-a, HCOMPL",
    "gdpr-18-1-a, treatment",
    "gdpr-21-6, TREAT",
    "hipaa-164-522-a, ETREAT"
  })
  void aGroundThatBarsNoSuchThing_isRefused(String ground, String purposes) throws Exception {
    Map<String, String> form =
        Map.of(
            "patient", "restricted-bad", "ground", ground, "purposes", purposes, "reason", "none");
    assertThat(post("officer-1", RESTRICTIONS, form).statusCode()).isEqualTo(400);
    assertThat(infer("restricted-bad").statusCode()).isEqualTo(200);
  }

  /// GDPR 18(3): "shall be informed by the controller before".
  @Test
  void noEndIsAskedFor_beforeThePatientWasTold() throws Exception {
    String patient = "restricted-untold";
    String path = RESTRICTIONS + "/" + place(patient, Map.of("ground", "gdpr-18-1-c")) + "/end";
    for (String informed : List.of("2999-01-01", "yesterday")) {
      Map<String, String> asking =
          Map.of("patient", patient, "reason", "over", "informed", informed);
      assertThat(post("officer-1", path, asking).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void theListForAll_namesNobody() throws Exception {
    String id = place("restricted-listed", Map.of("ground", "gdpr-21-6"));

    HttpResponse<String> all = get(officer("officer-2"), RESTRICTIONS);
    HttpResponse<String> one =
        get(officer("officer-2"), RESTRICTIONS + "?patient=restricted-listed");

    assertThat(all.body()).contains(id, "gdpr-21-6").doesNotContain("restricted-listed");
    assertThat(JSON.readTree(one.body()).path("restrictions")).hasSize(1);
    assertThat(record(one).event()).contains("restrictions-read");
  }

  @Test
  void nobodyButAnOfficer_places() throws Exception {
    for (DemoClient client : List.of(DemoClient.EHR, DemoClient.COMPLIANCE, DemoClient.VIEWER)) {
      HttpResponse<String> refused =
          send(
              gateway.token(client),
              RESTRICTIONS,
              Map.of("patient", "restricted-not", "ground", "gdpr-21-1", "reason", "none"));
      assertThat(refused.statusCode()).isEqualTo(403);
    }
    assertThat(infer("restricted-not").statusCode()).isEqualTo(200);
  }

  @Test
  void whatAnotherGatewayPlaced_countsWithinASecond() throws Exception {
    String patient = "restricted-elsewhere";
    assertThat(infer(patient).statusCode()).isEqualTo(200);
    String subject = gateway.part(RestrictionRegister.class).subject(patient).key();
    execute(
        "insert into use_restriction (restriction_id, tenant, subject, ground, purposes, placed_at)"
            + " values (gen_random_uuid(), 'default', '%s', 'gdpr-18-1-a', 'TREAT', now())"
                .formatted(subject));
    Thread.sleep(1000);

    assertThat(infer(patient).statusCode()).isEqualTo(403);
  }

  @Test
  void whenNobodyKnowsWhatIsRestricted_nothingIsAnswered() throws Exception {
    RestrictionRegister register = gateway.part(RestrictionRegister.class);
    execute("alter table use_restriction rename to use_restriction_away");
    try {
      register.forget();
      assertThat(infer("restricted-unknown").statusCode()).isEqualTo(503);
    } finally {
      execute("alter table use_restriction_away rename to use_restriction");
    }
    assertThat(infer("restricted-unknown").statusCode()).isEqualTo(200);
  }

  private String place(String patient, Map<String, String> fields) throws Exception {
    Map<String, String> form = new TreeMap<>(fields);
    form.put("patient", "Patient/" + patient);
    form.put("reason", "a letter of today");
    HttpResponse<String> placed = post("officer-1", RESTRICTIONS, form);
    assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
    return JSON.readTree(placed.body()).path("restriction").asText();
  }

  private HttpResponse<String> infer(String patient) throws Exception {
    return gateway.infer(ehr, ModelCall.ckdEpi(patient).body());
  }

  private AuditRecord record(HttpResponse<String> response) throws Exception {
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    return AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
  }

  private String officer(String user) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser(user));
  }

  private HttpResponse<String> post(String user, String path, Map<String, String> form)
      throws Exception {
    return send(officer(user), path, form);
  }

  private HttpResponse<String> send(String token, String path, Map<String, String> form)
      throws Exception {
    return gateway.send(
        gateway
            .request(path)
            .header("Authorization", token)
            .header("Cloister-Purpose", "PATRQT")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(form)))
            .build());
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    HttpRequest.Builder request = gateway.request(path).header("Authorization", token).GET();
    return gateway.send(
        path.startsWith("/fhir")
            ? request.build()
            : request.header("Cloister-Purpose", "PATRQT").build());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
