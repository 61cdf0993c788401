package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of the error table about who asks, and whether they may.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class TokenErrorsTest {
  private final TestGateway gateway;
  private final FhirClient client;
  private final IssuedTokens tokens;
  private final String ehr;
  private final String viewer;

  TokenErrorsTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.client = new FhirClient(gateway);
    this.tokens = new IssuedTokens(gateway);
    this.ehr = gateway.token(DemoClient.EHR);
    this.viewer = gateway.token(DemoClient.VIEWER);
  }

  @Row(ErrorRow.NO_TOKEN)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/fhir/RiskAssessment/x",
        "/fhir/RiskAssessment?subject=Patient/x",
        "/fhir/Provenance?target=RiskAssessment/x",
        "/fhir/Device/prevent-2023-base-1.0.0"
      })
  void withoutToken_nobodyLearnsWhatExists(String path) throws Exception {
    client.send(gateway.request(path).GET()).assertIs(ErrorRow.NO_TOKEN);
  }

  @Row(ErrorRow.NO_TOKEN)
  @Test
  void withoutToken_nothingIsInferred() throws Exception {
    client.send(client.fhir("/fhir/$infer").POST(FhirClient.body("{"))).assertIs(ErrorRow.NO_TOKEN);
  }

  @Row(ErrorRow.EXPIRED_TOKEN)
  @Test
  void expiredToken_isToldSo() throws Exception {
    client.read(tokens.expired(), "RiskAssessment/x").assertIs(ErrorRow.EXPIRED_TOKEN);
    client.infer(tokens.expired(), "{").assertIs(ErrorRow.EXPIRED_TOKEN);
  }

  @Row(ErrorRow.BAD_TOKEN)
  @Test
  void badTokens_areRefusedWithTheSameBody() throws Exception {
    Set<String> bodies = new HashSet<>();
    for (String token :
        List.of(
            tokens.withBrokenSignature(),
            tokens.ofOtherKey(),
            tokens.unsigned(),
            tokens.macedWithThePublicKey(),
            tokens.ofOtherIssuer(),
            tokens.forOtherAudience(),
            "Bearer",
            "Bearer x",
            "Basic ZWhyOng=")) {
      bodies.add(client.read(token, "RiskAssessment/x").assertIs(ErrorRow.BAD_TOKEN).body());
      bodies.add(client.infer(token, "{").assertIs(ErrorRow.BAD_TOKEN).body());
    }
    bodies.add(
        client
            .send(
                gateway
                    .request("/fhir/RiskAssessment/x")
                    .header("Authorization", viewer)
                    .header("Authorization", viewer)
                    .GET())
            .assertIs(ErrorRow.BAD_TOKEN)
            .body());
    assertThat(bodies).hasSize(1);
  }

  @Row(ErrorRow.SCOPE_MISSING)
  @Test
  void readersToken_mayNotInfer() throws Exception {
    client.infer(viewer, call().text()).assertIs(ErrorRow.SCOPE_MISSING);
    client
        .read(tokens.withScope("system/Observation.rs"), "RiskAssessment/x")
        .assertIs(ErrorRow.SCOPE_MISSING);
  }

  @Row(ErrorRow.DENIED)
  @Test
  void deniedCall_namesTheDecisionAndNoReason() throws Exception {
    String hresch =
        call().parameter(purpose("HRESCH")).text(); // a purpose that the token does not allow
    Answer answer = client.infer(ehr, hresch).assertIs(ErrorRow.DENIED);
    assertThat(answer.assertRefusal().getIssueFirstRep().getDiagnostics())
        .matches("decision [0-9a-f-]{36}");
    assertThat(answer.body()).doesNotContain("purpose", "HRESCH", "consent");
    String research = gateway.token(DemoClient.RESEARCH);
    client.infer(research, hresch).assertIs(ErrorRow.DENIED);
  }

  @Row(ErrorRow.OTHER_PATIENT)
  @Test
  void tokenOfOnePatient_reachesNoOther() throws Exception {
    String bound = gateway.token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient("et-other"));
    client
        .read(bound, "RiskAssessment?subject=Patient/et-patient")
        .assertIs(ErrorRow.OTHER_PATIENT);
    client.infer(bound, call().text()).assertIs(ErrorRow.OTHER_PATIENT);
  }

  @Row(ErrorRow.DENIED)
  @Test
  void sharedAccount_reachesNoPatientAndLeavesARecord() throws Exception {
    String ward =
        tokens.signed(
            tokens
                .claims()
                .subject("ward-7")
                .claim("fhirUser", null)
                .claim("scope", "system/*.rs system/Observation.c"));
    for (Answer answer :
        List.of(
            client.infer(ward, call().text()),
            client.read(ward, "RiskAssessment?subject=Patient/et-patient"))) {
      RecordId id =
          RecordId.parse(answer.assertIs(ErrorRow.DENIED).header("Cloister-Record")).orElseThrow();
      AuditRecord record = AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
      assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
      assertThat(record.policies()).containsExactly("caller-is-a-person");
      assertThat(record.actor().orElseThrow().subject()).isEqualTo("ward-7");
    }
  }

  private static ModelCall call() {
    return ModelCall.ckdEpi("et-patient");
  }

  private static String purpose(String code) {
    return """
    {"name":"purpose","valueCoding":\
    {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"%s"}}\
    """
        .formatted(code);
  }
}
