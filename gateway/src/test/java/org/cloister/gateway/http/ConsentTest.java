package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.Results;
import org.cloister.gateway.infer.SharedGateway;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Consents on file, from the EHR's request to the decision that they change. Each test has a
/// patient of its own.
@ExtendWith(SharedGateway.class)
final class ConsentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DENY = "{\"type\":\"deny\"}";
  private static final String RESEARCH =
      """
      {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason",\
      "code":"HRESCH"}]}\
      """;

  private final TestGateway gateway;
  private final String ehr;

  ConsentTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.ehr = gateway.token(DemoClient.EHR);
  }

  @Test
  void aDenialOnFile_refusesACallThatDoesNotMentionIt_untilItIsWithdrawn() throws Exception {
    String patient = "consent-denies";
    assertThat(infer(patient).statusCode()).isEqualTo(200);
    put("c-denies", consent("c-denies", patient, "active", DENY), 201);
    HttpResponse<String> denied = infer(patient);
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).doesNotContain(patient, "c-denies");
    put("c-denies", consent("c-denies", patient, "inactive", DENY), 200);
    assertThat(infer(patient).statusCode()).isEqualTo(200);
  }

  @Test
  void aDenialOnFile_hidesResultsThatAreThereAlready() throws Exception {
    String patient = "consent-hides";
    String result =
        Results.references(
                Results.bundle(gateway.infer(ehr, ModelCall.prevent(patient).body()).body()),
                RiskAssessment.class)
            .getFirst();
    String viewer = gateway.token(DemoClient.VIEWER);
    assertThat(get(viewer, result).statusCode()).isEqualTo(200);
    put("c-hides", consent("c-hides", patient, "active", DENY), 201);
    assertThat(get(viewer, result).statusCode()).isEqualTo(404);
    assertThat(get(viewer, "Provenance?target=" + result).body()).doesNotContain("\"entry\"");
    assertThat(get(viewer, "RiskAssessment?subject=Patient/" + patient).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aPermissionOnFile_letsResearchReadAndItsWithdrawalEndsThat() throws Exception {
    String patient = "consent-research";
    assertThat(gateway.infer(ehr, ModelCall.prevent(patient).body()).statusCode()).isEqualTo(200);
    String research = gateway.token(DemoClient.RESEARCH);
    String search = "RiskAssessment?subject=Patient/" + patient;
    assertThat(get(research, search).statusCode()).isEqualTo(403);
    put("c-research", consent("c-research", patient, "active", RESEARCH), 201);
    assertThat(get(research, search).body()).contains("\"total\":1");
    put("c-research", consent("c-research", patient, "inactive", RESEARCH), 200);
    assertThat(get(research, search).statusCode()).isEqualTo(403);
  }

  @Test
  void aResultThatThePatientKeepsBack_isLeftOutOfASearch() throws Exception {
    String patient = "consent-keeps-back";
    String kept = risk(gateway.infer(ehr, ModelCall.prevent(patient).body()));
    String shown = risk(gateway.infer(ehr, ModelCall.prevent(patient).body()));
    String provision =
        """
        {"type":"permit","provision":[{"type":"deny","data":[{"meaning":"instance",\
        "reference":{"reference":"%s"}}]}]}\
        """
            .formatted(kept);
    put("c-keeps", consent("c-keeps", patient, "active", provision), 201);
    String found =
        get(gateway.token(DemoClient.VIEWER), "RiskAssessment?subject=Patient/" + patient).body();
    assertThat(found).contains(shown).doesNotContain(kept).contains("\"total\":1");
  }

  @Test
  void versions_areCountedAndReadBack() throws Exception {
    String patient = "consent-versions";
    HttpResponse<String> first =
        put("c-versions", consent("c-versions", patient, "active", DENY), 201);
    assertThat(first.headers().firstValue("ETag")).contains("W/\"1\"");
    assertThat(first.headers().firstValue("Location").orElse("")).endsWith("/Consent/c-versions");
    HttpResponse<String> second =
        put("c-versions", consent("c-versions", patient, "rejected", DENY), 200);
    assertThat(second.headers().firstValue("ETag")).contains("W/\"2\"");
    String viewer = gateway.token(DemoClient.VIEWER);
    JsonNode read = JSON.readTree(get(viewer, "Consent/c-versions").body());
    assertThat(read.at("/meta/versionId").asText()).isEqualTo("2");
    assertThat(read.at("/status").asText()).isEqualTo("rejected");
    assertThat(get(viewer, "Consent?patient=Patient/" + patient).body())
        .contains("\"total\":1", "\"rejected\"");
    assertThat(get(viewer, "Consent/never").statusCode()).isEqualTo(404);
    assertThat(get(viewer, "Consent").statusCode()).isEqualTo(400);
  }

  @Test
  void post_makesTheIdItself() throws Exception {
    HttpResponse<String> created =
        send(ehr, "POST", "Consent", consent("mine", "consent-post", "active", DENY));
    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).doesNotContain("mine");
    assertThat(infer("consent-post").statusCode()).isEqualTo(403);
  }

  /// Or a denial could be taken from a patient by giving it to another.
  @Test
  void aConsent_staysThatOfItsFirstPatient() throws Exception {
    put("c-stays", consent("c-stays", "consent-stays", "active", DENY), 201);
    put("c-stays", consent("c-stays", "consent-other", "active", DENY), 422);
    assertThat(infer("consent-stays").statusCode()).isEqualTo(403);
    assertThat(infer("consent-other").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"resourceType\":\"Consent\"}', 422",
    "'{\"resourceType\":\"Patient\",\"id\":\"c-bad\"}', 422",
    "'{', 400",
    "'[]', 400"
  })
  void aBodyThatIsNoConsent_isRefused(String body, int status) throws Exception {
    put("c-bad", body, status);
  }

  @Test
  void aConsentThatNamesNoPatientOfThisServer_isRefused() throws Exception {
    String elsewhere =
        consent("c-bad", "x", "active", DENY)
            .replace("Patient/x", "https://elsewhere.example/fhir/Patient/x");
    put("c-bad", elsewhere, 422);
    put("c-bad", consent("c-other", "x", "active", DENY), 422);
  }

  @Test
  void nobodyButTheEhr_writes() throws Exception {
    String body = consent("c-nobody", "consent-nobody", "active", DENY);
    for (DemoClient client :
        new DemoClient[] {DemoClient.VIEWER, DemoClient.RESEARCH, DemoClient.COMPLIANCE}) {
      assertThat(send(gateway.token(client), "PUT", "Consent/c-nobody", body).statusCode())
          .isEqualTo(403);
    }
    assertThat(send("Bearer x", "PUT", "Consent/c-nobody", body).statusCode()).isEqualTo(401);
    assertThat(send(ehr, "DELETE", "Consent/c-nobody", "").statusCode()).isEqualTo(405);
    assertThat(infer("consent-nobody").statusCode()).isEqualTo(200);
  }

  @Test
  void everyChange_isRecorded() throws Exception {
    String patient = "consent-recorded";
    StoredEntry stored =
        record(put("c-recorded", consent("c-recorded", patient, "active", DENY), 201));
    assertThat(stored.kind()).isEqualTo(EntryKind.ACCESS);
    assertThat(stored.facts()).containsEntry("event", "consent-stored");
    JsonNode body = JSON.readTree(stored.body().orElseThrow());
    assertThat(body.path("patient").asText()).isEqualTo("Patient/" + patient);
    assertThat(body.at("/details/consentVersion").asInt()).isEqualTo(1);
    assertThat(body.at("/details/consentDigest").asText()).matches("[0-9a-f]{64}");
    assertThat(
            record(put("c-recorded", consent("c-recorded", patient, "inactive", DENY), 200))
                .facts())
        .containsEntry("event", "consent-withdrawn");
  }

  @Test
  void nothingOfAConsent_isAtRestInClear() throws Exception {
    String patient = "consent-sealed-7731";
    put("c-sealed-7731", consent("c-sealed-7731", patient, "active", DENY), 201);
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery("select k::text from kept_consent k")) {
      int found = 0;
      while (rows.next()) {
        found++;
        String row = rows.getString(1);
        assertThat(row)
            .doesNotContain(
                "sealed-7731", hex("sealed-7731"), hex("Consent"), hex("consent-sealed"));
      }
      assertThat(found).isPositive();
    }
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private StoredEntry record(HttpResponse<String> response) throws Exception {
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    return gateway.part(AuditLog.class).find(id).orElseThrow();
  }

  private static String risk(HttpResponse<String> response) {
    return Results.references(Results.bundle(response.body()), RiskAssessment.class).getFirst();
  }

  private static String consent(String id, String patient, String status, String provision) {
    return """
    {"resourceType":"Consent","id":"%s","status":"%s","scope":{"coding":[{"system":\
    "http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":\
    [{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":\
    "Patient/%s"},"dateTime":"2026-01-01","policyRule":{"text":"opt"},"provision":%s}\
    """
        .formatted(id, status, patient, provision);
  }

  private HttpResponse<String> infer(String patient) throws Exception {
    return gateway.infer(ehr, ModelCall.ckdEpi(patient).body());
  }

  @CanIgnoreReturnValue
  private HttpResponse<String> put(String id, String body, int status) throws Exception {
    HttpResponse<String> response = send(ehr, "PUT", "Consent/" + id, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response;
  }

  private HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return gateway.send(
        gateway
            .request("/fhir/" + path)
            .header("Authorization", token)
            .header("Content-Type", "application/fhir+json")
            .header("Cloister-Purpose", "TREAT")
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    HttpRequest.Builder request =
        gateway.request("/fhir/" + path).header("Authorization", token).GET();
    return gateway.send(request.build());
  }
}
