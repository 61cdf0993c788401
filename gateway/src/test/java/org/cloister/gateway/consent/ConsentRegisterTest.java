package org.cloister.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.CanonicalJson;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.LegalBasis;
import org.cloister.gateway.compliance.erasure.Scope;
import org.cloister.gateway.freshness.ChangeMarks;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.consent.Code;
import org.cloister.policies.consent.ConsentQuestion;
import org.cloister.policies.consent.ConsentQuestion.Use;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How soon a Consent on file counts: in the gateway that wrote it, and in a second one on the same
/// database. That it counts in the next call here is in `ConsentTest`.
@ExtendWith(SharedGateway.class)
final class ConsentRegisterTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final TestGateway gateway;
  private final String ehr;
  private final ConsentRegister here;
  private final ConsentRegister elsewhere;

  ConsentRegisterTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.ehr = gateway.token(DemoClient.EHR);
    this.here = gateway.part(ConsentRegister.class);
    this.elsewhere =
        new ConsentRegister(
            "default",
            gateway.part(ConsentRegister.Parts.class),
            new ChangeMarks(gateway.part(DataSource.class)).memory());
  }

  /// spec: "withdraw: next call denied within 1 s".
  @Test
  void whatAnotherGatewayWrote_countsWithinASecond() throws Exception {
    String patient = "register-elsewhere";
    assertThat(outcome(elsewhere, patient)).isEqualTo(Outcome.NONE_ON_FILE);
    put(patient, "active");
    Thread.sleep(1000);
    assertThat(outcome(elsewhere, patient)).isEqualTo(Outcome.DENY);
    put(patient, "inactive");
    Thread.sleep(1000);
    assertThat(outcome(elsewhere, patient)).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void anErasedPatientsConsents_leaveTheMemoryAtOnce() throws Exception {
    String patient = "register-erased";
    put(patient, "active");
    assertThat(outcome(here, patient)).isEqualTo(Outcome.DENY);
    assertThat(outcome(elsewhere, patient)).isEqualTo(Outcome.DENY);

    Erasures erasures = gateway.part(Erasures.class);
    Target target =
        new Target(
            erasures.subject("Patient/" + patient), Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);
    var _ = erasures.carryOut(erasures.plan(target), officer());

    assertThat(outcome(here, patient)).isEqualTo(Outcome.NONE_ON_FILE);
    Thread.sleep(1000);
    assertThat(outcome(elsewhere, patient)).isEqualTo(Outcome.NONE_ON_FILE);
  }

  @Test
  void whenItCannotBeKnownWhatChanged_nothingIsAnswered() throws Exception {
    String patient = "register-unknown";
    assertThat(infer(patient).statusCode()).isEqualTo(200);
    execute("alter table change_mark rename to change_mark_away");
    try {
      Thread.sleep(1000);
      HttpResponse<String> refused = infer(patient);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).doesNotContain(patient, "change_mark", "42P01");
    } finally {
      execute("alter table change_mark_away rename to change_mark");
    }
    assertThat(infer(patient).statusCode()).isEqualTo(200);
  }

  private static Outcome outcome(ConsentRegister register, String patient) throws SealingException {
    return register
        .onFile(patient)
        .evaluate(
            new ConsentQuestion(
                patient,
                Use.INFER,
                new Code(ConsentQuestion.ACT_REASON, "TREAT"),
                Set.of(),
                NOW,
                List.of()))
        .outcome();
  }

  private void put(String patient, String status) throws Exception {
    String consent =
        """
        {"resourceType":"Consent","id":"%1$s","status":"%2$s","scope":{"coding":[{"system":\
        "http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},\
        "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":\
        {"reference":"Patient/%1$s"},"dateTime":"2026-01-01","policyRule":{"text":"opt"},\
        "provision":{"type":"deny"}}\
        """
            .formatted(patient, status);
    HttpResponse<String> reply =
        gateway.send(
            gateway
                .request("/fhir/Consent/" + patient)
                .header("Authorization", ehr)
                .header("Content-Type", "application/fhir+json")
                .header("Cloister-Purpose", "TREAT")
                .PUT(BodyPublishers.ofString(consent))
                .build());
    assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 201);
  }

  private HttpResponse<String> infer(String patient) throws Exception {
    return gateway.infer(ehr, ModelCall.ckdEpi(patient).body());
  }

  private Agent officer() {
    return Agent.of(
        gateway.part(RecordSealer.class).subject("default", "User/officer-1"),
        CanonicalJson.of(Map.of("subject", "officer-1")),
        Optional.empty());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
