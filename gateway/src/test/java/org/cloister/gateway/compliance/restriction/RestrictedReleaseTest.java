package org.cloister.gateway.compliance.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
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
import org.junit.jupiter.api.extension.ExtendWith;

/// GDPR 18(1), 21(1): what is handed on holds nobody who restricts or objects to that, and says of
/// nobody that they do.
@ExtendWith(SharedGateway.class)
final class RestrictedReleaseTest {
  private static final String JSON = "application/fhir+json";
  private static final String NDJSON = "application/fhir+ndjson";

  private final TestGateway gateway;
  private final String steward;

  RestrictedReleaseTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.steward = gateway.token(DemoClient.STEWARD);
  }

  @Test
  void aDocumentAboutARestrictedPatient_isRefusedAndRecorded() throws Exception {
    String patient = "unreleased-anna";
    assertThat(release(JSON, "HRESCH", observation(patient)).statusCode()).isEqualTo(200);
    place(patient, "gdpr-21-1");

    HttpResponse<String> refused = release(JSON, "HRESCH", observation(patient));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains(
            "\"restricted\"", "See byte " + observation(patient).indexOf("Patient/" + patient))
        .doesNotContain(patient, "gdpr-21");
    AuditRecord record = record(refused);
    assertThat(record.kind()).isEqualTo(EntryKind.OUTCOME);
    assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(record.event()).contains("deidentify");
    assertThat(record.policies()).containsExactly("use-restricted");
    assertThat(record.issues()).extracting(AuditRecord.Reason::code).containsExactly("restricted");
    assertThat(record.details().toString()).doesNotContain(patient);
    assertThat(release(JSON, "HRESCH", observation("unreleased-nobody")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void oneLineAboutARestrictedPatient_stopsAllAndIsNamed() throws Exception {
    String patient = "unreleased-bert";
    place(patient, "gdpr-18-1-a");
    String before = observation("unreleased-nobody") + "\n\n";
    String body = before + patient(patient) + "\n" + observation("unreleased-nobody") + "\n";

    HttpResponse<String> refused = release(NDJSON, "HRESCH", body);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("Line 3: ", "See byte " + body.indexOf(patient))
        .doesNotContain(patient);
    assertThat(record(refused).outcome()).isEqualTo(Outcome.DENIED);
  }

  @Test
  void aBundle_isRefusedForOneOfItsPatients() throws Exception {
    String patient = "unreleased-cora";
    place(patient, "order");
    String bundle =
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
            + patient("unreleased-nobody")
            + "},{\"resource\":"
            + patient(patient)
            + "}]}";
    assertThat(release(JSON, "HRESCH", bundle).statusCode()).isEqualTo(403);
  }

  @Test
  void aPurposeThatIsNotBarred_isReleasedFor() throws Exception {
    String patient = "unreleased-dora";
    place(patient, "gdpr-21-6");

    assertThat(release(JSON, "HRESCH", patient(patient)).statusCode()).isEqualTo(403);
    assertThat(release(JSON, "HOPERAT", patient(patient)).statusCode()).isEqualTo(200);
  }

  @Test
  void whoMayNotReleaseAnything_isNotToldOfARestriction() throws Exception {
    String patient = "unreleased-emil";
    place(patient, "gdpr-21-1");

    HttpResponse<String> refused =
        send(gateway.token(DemoClient.VIEWER), JSON, "TREAT", patient(patient));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("restricted");
  }

  @Test
  void whenNobodyKnowsWhatIsRestricted_nothingIsReleasedAndThatIsRecorded() throws Exception {
    RestrictionRegister register = gateway.part(RestrictionRegister.class);
    execute("alter table use_restriction rename to use_restriction_away");
    HttpResponse<String> refused;
    try {
      register.forget();
      refused = release(JSON, "HRESCH", patient("unreleased-unknown"));
    } finally {
      execute("alter table use_restriction_away rename to use_restriction");
    }
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(record(refused).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(release(JSON, "HRESCH", patient("unreleased-unknown")).statusCode()).isEqualTo(200);
  }

  private static String patient(String id) {
    return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"gender\":\"female\"}";
  }

  private static String observation(String patient) {
    return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":"
               + "\"http://loinc.org\",\"code\":\"2160-0\"}]},\"subject\":{\"reference\":\"Patient/"
        + patient
        + "\"}}";
  }

  private HttpResponse<String> release(String mediaType, String purpose, String body)
      throws Exception {
    return send(steward, mediaType, purpose, body);
  }

  private HttpResponse<String> send(String token, String mediaType, String purpose, String body)
      throws Exception {
    return gateway.send(
        gateway
            .request("/fhir/$deidentify?domain=demo")
            .header("Authorization", token)
            .header("Cloister-Purpose", purpose)
            .header("Content-Type", mediaType)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private void place(String patient, String ground) throws Exception {
    String form =
        "{\"patient\":\"Patient/%s\",\"ground\":\"%s\",\"reason\":\"a letter of today\"}"
            .formatted(patient, ground);
    HttpResponse<String> placed =
        gateway.send(
            gateway
                .request("/compliance/restrictions")
                .header(
                    "Authorization",
                    gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser("officer-1")))
                .header("Cloister-Purpose", "PATRQT")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
  }

  private AuditRecord record(HttpResponse<String> response) throws Exception {
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    return AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
