package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What happens to an access after it was answered: over HTTP, with the officers of the demo.
@ExtendWith(SharedGateway.class)
final class ReviewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final String REASON = "found unconscious, allergies unknown";

  private final TestGateway gateway;
  private final String officer1;
  private final String officer2;

  ReviewTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.officer1 = officer("officer-1");
    this.officer2 = officer("officer-2");
  }

  @Test
  void brokenGlass_isClosedByTwoOfficersWhoDidNotBreakIt() throws Exception {
    String record = breakGlass("review-glass");
    JsonNode item = await("break-glass", "breakGlass", record);
    assertThat(item.path("breakGlassReason").asText()).isEqualTo(REASON);
    assertThat(item.path("patient").asText()).isEqualTo("Patient/review-glass");
    assertThat(item.path("fhirUser").asText()).isEqualTo("Practitioner/dr-dorn");
    assertThat(item.path("overdue").asBoolean()).isFalse();
    assertThat(Instant.parse(item.path("dueAt").asText()))
        .isEqualTo(Instant.parse(item.path("queuedAt").asText()).plus(Duration.ofHours(24)));

    String path = "break-glass/" + record + "/review";
    String justified = "{\"verdict\":\"justified\",\"note\":\"seen in the ambulance report\"}";
    for (String ownReview : List.of(sameLogin(), otherLoginOfTheSamePerson())) {
      HttpResponse<String> refused = post(ownReview, path, justified);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("Whoever broke the glass does not review it.");
    }
    assertThat(post(officer1, path, "{\"verdict\":\"justified\"}").statusCode()).isEqualTo(400);
    assertThat(state(post(officer1, path, justified))).isEqualTo("assessed");
    assertThat(post(officer1, path, justified).statusCode()).isEqualTo(403);
    assertThat(state(post(officer2, path, justified))).isEqualTo("closed");
    assertThat(post(officer1, path, justified).statusCode()).isEqualTo(400);

    assertThat(find("break-glass", "breakGlass", record)).isEmpty();
    assertThat(find("break-glass?state=closed", "breakGlass", record)).isPresent();
    assertThat(events("review-glass", "break-glass-reviewed")).hasSize(2);
  }

  @Test
  void brokenGlass_needsAnotherConfirmationWhenOfficersDisagree() throws Exception {
    String record = breakGlass("review-disputed");
    JsonNode _ = await("break-glass", "breakGlass", record);
    String path = "break-glass/" + record + "/review";
    String violation = "{\"verdict\":\"violation\",\"note\":\"no emergency that day\"}";
    assertThat(state(post(officer1, path, "{\"verdict\":\"justified\",\"note\":\"plausible\"}")))
        .isEqualTo("assessed");
    assertThat(state(post(officer2, path, violation))).isEqualTo("assessed");
    assertThat(post(officer2, path, violation).statusCode()).isEqualTo(403);
    assertThat(state(post(officer1, path, violation))).isEqualTo("closed");
  }

  @Test
  void careRelation_explainsAnAccessAndASharedHouseholdDoesNot() throws Exception {
    String today = Instant.now().toString();
    HttpResponse<String> kept =
        post(
            gateway.token(ehr()),
            "relations",
            """
            {"resourceType":"Practitioner","id":"nurse-cole","name":[{"family":"Cole"}],\
            "address":[{"line":["1 High St"],"postalCode":"11000"}]}
            {"resourceType":"Practitioner","id":"dr-ames","name":[{"family":"Ames"}],\
            "address":[{"line":["2 Low St."],"postalCode":"22000"}]}
            {"resourceType":"Patient","id":"review-treated","name":[{"family":"Cole"}]}
            {"resourceType":"Patient","id":"review-wife","name":[{"family":"Amés"}],\
            "address":[{"line":["2, LOW ST"],"postalCode":"22000"}]}
            {"resourceType":"Encounter","id":"e1","status":"in-progress",\
            "subject":{"reference":"Patient/review-treated"},\
            "participant":[{"individual":{"reference":"Practitioner/nurse-cole"}}],\
            "serviceProvider":{"display":"Ward 7"},"period":{"start":"%s"}}
            {"resourceType":"Basic","id":"b1"}
            """
                .formatted(today));
    assertThat(kept.body()).isEqualTo("{\"ignored\":1,\"kept\":5}");

    String explained = infer(gateway.token(ehr().withUser("nurse-cole")), "review-treated");
    String private_ = infer(gateway.token(ehr().withUser("dr-ames")), "review-wife");
    JsonNode alert = await("alerts", "alerts", private_);
    assertThat(alert.path("sign").asText()).isEqualTo("SAME_HOUSEHOLD");
    assertThat(alert.path("evidence").path(0).path("sentence").asText())
        .isEqualTo("User and patient have the same address and the same surname.");
    // Judged before: the log's order.
    assertThat(find("alerts", "alerts", explained)).isEmpty();

    String path = "alerts/" + alert.path("id").asText();
    JsonNode shown = JSON.readTree(get(officer1, path).body());
    assertThat(shown.path("fhirUser").asText()).isEqualTo("Practitioner/dr-ames");
    assertThat(shown.path("patient").asText()).isEqualTo("Patient/review-wife");
    assertThat(state(post(officer1, path, "{\"state\":\"under-review\"}")))
        .isEqualTo("under-review");
    assertThat(post(officer1, path, "{\"state\":\"violation\"}").statusCode()).isEqualTo(400);
    assertThat(state(post(officer2, path, "{\"state\":\"violation\",\"note\":\"admitted it\"}")))
        .isEqualTo("violation");
    JsonNode closed = JSON.readTree(get(officer1, path).body());
    assertThat(closed.path("owner").asText()).endsWith("|officer-1");
    assertThat(closed.path("notes")).hasSize(2);
    assertThat(events("review-wife", "alert-raised")).hasSize(1);
    assertThat(events("review-wife", "review-signed")).hasSize(2);
  }

  @Test
  void today_namesWhatWaits() throws Exception {
    String record = breakGlass("review-today");
    JsonNode _ = await("break-glass", "breakGlass", record);
    JsonNode today = JSON.readTree(get(officer1, "today").body());
    assertThat(today.path("breakGlass").toString()).contains(record);
    assertThat(today.path("alerts").isArray()).isTrue();
    assertThat(today.path("reviews").isArray()).isTrue();
    assertThat(today.path("log").path("state").asText()).isEqualTo("connected");
    assertThat(today.path("judging").has("remaining")).isTrue();
  }

  @Test
  void nobodyElse_reviewsOrTellsRelations() throws Exception {
    String ehr = gateway.token(ehr());
    for (String path : List.of("today", "alerts", "break-glass", "reviews")) {
      assertThat(get(ehr, path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(
            post(officer1, "relations", "{\"resourceType\":\"Basic\",\"id\":\"b\"}").statusCode())
        .isEqualTo(403);
    assertThat(post(ehr, "relations", "no json").statusCode()).isEqualTo(400);
    assertThat(post(ehr, "relations", "{\"resourceType\":\"Encounter\",\"id\":\"e\"}").statusCode())
        .isEqualTo(422);
  }

  private String breakGlass(String patient) throws Exception {
    byte[] body =
        ModelCall.ckdEpi(patient)
            .parameter(
                """
                {"name":"purpose","valueCoding":\
                {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"ETREAT"}}\
                """)
            .parameter("{\"name\":\"breakGlassReason\",\"valueString\":\"" + REASON + "\"}")
            .body();
    String token = gateway.token(TokenRequest.of(DemoClient.EMERGENCY).withUser("dr-dorn"));
    HttpResponse<String> answer = gateway.infer(token, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Cloister-Record").orElseThrow();
  }

  private String infer(String token, String patient) throws Exception {
    HttpResponse<String> answer = gateway.infer(token, ModelCall.ckdEpi(patient).body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Cloister-Record").orElseThrow();
  }

  private static TokenRequest ehr() {
    return TokenRequest.of(DemoClient.EHR).withPurpose("TREAT");
  }

  private String officer(String name) throws IOException {
    return gateway.token(TokenRequest.of(DemoClient.OFFICER).withUser(name).withPurpose("HCOMPL"));
  }

  /// An issuer that makes an emergency physician an officer too.
  private String sameLogin() throws Exception {
    return officerToken("dr-dorn", "Practitioner/dr-dorn");
  }

  private String otherLoginOfTheSamePerson() throws Exception {
    return officerToken("dorn-compliance", "Practitioner/dr-dorn");
  }

  private String officerToken(String subject, String fhirUser) throws Exception {
    IssuedTokens tokens = new IssuedTokens(gateway);
    return tokens.signed(
        tokens
            .claims()
            .subject(subject)
            .claim("fhirUser", fhirUser)
            .claim("roles", List.of("compliance-officer"))
            .claim("purpose_of_use", List.of("HCOMPL"))
            .claim("scope", "system/Task.u"));
  }

  private List<AuditRecord> events(String patient, String event) throws Exception {
    return gateway
        .part(AuditLog.class)
        .search(
            LogQuery.all()
                .subject(gateway.part(RecordSealer.class).subject("default", "Patient/" + patient))
                .event(event))
        .entries()
        .stream()
        .map(AuditRecord::of)
        .filter(record -> record.issues().isEmpty())
        .toList();
  }

  private JsonNode await(String path, String list, String record) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<JsonNode> found = find(path, list, record);
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not in the list within " + PATIENCE + ": " + path);
  }

  private Optional<JsonNode> find(String path, String list, String record) throws Exception {
    HttpResponse<String> answer = get(officer1, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(JSON.readTree(answer.body()).path(list).spliterator(), false)
        .filter(item -> item.path("record").asText().equals(record))
        .findFirst();
  }

  private static String state(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("state").asText();
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    return gateway.send(
        gateway.request("/compliance/" + path).header("Authorization", token).GET().build());
  }

  private HttpResponse<String> post(String token, String path, String body) throws Exception {
    return gateway.send(
        gateway
            .request("/compliance/" + path)
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }
}
