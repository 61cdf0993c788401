package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.SignIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// 45 CFR 164.312(d): a token without the sign-in that the settings ask for is refused, and every
/// record says how the person signed in.
final class SignInTest {
  private static TestGateway gateway;
  private static IssuedTokens tokens;

  @BeforeAll
  static void start() throws IOException {
    gateway =
        TestGateway.start(
            Map.of(
                "cloister.identity.sign-in[0].role", "clinician",
                "cloister.identity.sign-in[0].acr", "aal2,aal3",
                "cloister.identity.sign-in[0].amr", "mfa",
                "cloister.identity.sign-in[1].purpose", "HLEGAL",
                "cloister.identity.sign-in[1].acr", "aal3"));
    tokens = new IssuedTokens(gateway);
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  @Test
  void aTokenWithoutTheSignInOfItsRole_isRefusedAndRecorded() throws Exception {
    HttpResponse<String> refused = read(tokens.signed(claims("aal1", List.of("pwd"))));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_user_authentication\"");
    AuditRecord record = record(refused);
    assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
    assertThat(record.policies()).containsExactly("sign-in-too-weak");
    assertThat(record.issues())
        .extracting(AuditRecord.Reason::code)
        .containsExactly("weak-sign-in");
    assertThat(record.actor().orElseThrow().signIn().contextClass()).contains("aal1");
    assertThat(read(tokens.signed(claims("aal2", List.of("pwd")))).statusCode()).isEqualTo(401);
  }

  @Test
  void aTokenWithIt_isServedAndItsRecordSaysHowThePersonSignedIn() throws Exception {
    HttpResponse<String> served = read(tokens.signed(claims("aal2", List.of("pwd", "otp", "mfa"))));

    assertThat(served.statusCode()).isEqualTo(200);
    SignIn signIn = record(served).actor().orElseThrow().signIn();
    assertThat(signIn.contextClass()).contains("aal2");
    assertThat(signIn.methods()).containsExactly("pwd", "otp", "mfa");
    assertThat(signIn.at()).isPresent();
    JsonNode agent = event(served).at("/agent/0/extension");
    assertThat(agent.findValuesAsText("text")).containsExactly("aal2");
    assertThat(agent.findValuesAsText("valueString")).containsExactly("pwd", "otp", "mfa");
    assertThat(agent.findValuesAsText("valueInstant")).hasSize(1);
  }

  /// The demo issuer's client_credentials grant: nobody signed in.
  @Test
  void theEhrByItself_isServed() throws Exception {
    assertThat(read(gateway.token(DemoClient.EHR)).statusCode()).isEqualTo(200);
  }

  @Test
  void aPersonsTokenThatSaysNothingOfThePerson_isRefused() throws Exception {
    JWTClaimsSet.Builder claims =
        tokens.claims().subject("dr-ames").claim("roles", List.of("clinician", "ehr-system"));
    for (String claim : List.of("fhirUser", "acr", "amr", "auth_time")) {
      claims = claims.claim(claim, null);
    }
    assertThat(read(tokens.signed(claims)).statusCode()).isEqualTo(401);
  }

  @Test
  void aRuleOfAPurpose_bindsNoOther() throws Exception {
    assertThat(officer("HLEGAL").statusCode()).isEqualTo(401);
    assertThat(officer("HCOMPL").statusCode()).isEqualTo(200);
  }

  private static JWTClaimsSet.Builder claims(String acr, List<String> amr) {
    return tokens.claims().claim("acr", acr).claim("amr", amr).claim("auth_time", 1_764_000_000L);
  }

  private static HttpResponse<String> read(String token) throws Exception {
    return gateway.send(
        gateway
            .request("/fhir/RiskAssessment?subject=Patient/signed-in")
            .header("Authorization", token)
            .header("Cloister-Purpose", "TREAT")
            .GET()
            .build());
  }

  private static HttpResponse<String> officer(String purpose) throws Exception {
    String token = gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser("officer-1"));
    return gateway.send(
        gateway
            .request("/compliance/requests")
            .header("Authorization", token)
            .header("Cloister-Purpose", purpose)
            .GET()
            .build());
  }

  private static JsonNode event(HttpResponse<String> response) throws Exception {
    String id = response.headers().firstValue("Cloister-Record").orElseThrow();
    String token = gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser("officer-2"));
    return new ObjectMapper()
        .readTree(
            gateway
                .send(
                    gateway
                        .request("/fhir/AuditEvent/" + id)
                        .header("Authorization", token)
                        .header("Cloister-Purpose", "HCOMPL")
                        .GET()
                        .build())
                .body());
  }

  private static AuditRecord record(HttpResponse<String> response) throws Exception {
    RecordId id =
        RecordId.parse(response.headers().firstValue("Cloister-Record").orElseThrow())
            .orElseThrow();
    return AuditRecord.of(gateway.part(AuditLog.class).find(id).orElseThrow());
  }
}
