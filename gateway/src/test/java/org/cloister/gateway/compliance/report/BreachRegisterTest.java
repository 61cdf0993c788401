package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The register of breaches, kept by an officer over HTTP.
@ExtendWith(SharedGateway.class)
final class BreachRegisterTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BREACHES = "/compliance/breaches";

  private final TestGateway gateway;
  private final Officer officer;

  BreachRegisterTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.officer = new Officer(gateway, "officer-1", "HCOMPL");
  }

  @ParameterizedTest
  @CsvSource({
    "authority, 12, 2026-03-13T10:00:00Z, GDPR Art. 33(1)",
    "patients, 12, 2026-05-09T10:00:00Z, 45 CFR 164.404(b)",
    "media, 500, , 45 CFR 164.406",
    "media, 501, 2026-05-09T10:00:00Z, 45 CFR 164.406",
    "hhs, 499, 2027-03-02T00:00:00Z, 45 CFR 164.408(c)",
    "hhs, 500, 2026-05-09T10:00:00Z, 45 CFR 164.408(b)",
    "covered-entity, 12, 2026-05-09T10:00:00Z, 45 CFR 164.410(b)",
  })
  void duty_isDueAsTheRuleSays(String code, long patients, Instant due, String rule) {
    BreachDuty.Due found =
        BreachDuty.of(code).orElseThrow().due(Instant.parse("2026-03-10T10:00:00Z"), patients);

    assertThat(found.at().orElse(null)).isEqualTo(due);
    assertThat(found.rule()).isEqualTo(rule);
  }

  @Test
  void clocks_runUntilEachDutyWasDoneOrFoundNotToArise() throws Exception {
    Instant discovered = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(4, ChronoUnit.DAYS);
    JsonNode breach = posted(201, BREACHES, Map.of("discovered", "" + discovered, "facts", "lost"));
    String path = BREACHES + "/" + breach.path("id").asText();
    assertThat(duty(breach, "authority").path("due").asText())
        .isEqualTo(discovered.plus(3, ChronoUnit.DAYS).toString());
    assertThat(duty(breach, "authority").path("overdue").asBoolean()).isTrue();
    assertThat(duty(breach, "media").has("due")).as("nobody knows yet how many").isTrue();

    JsonNode amended =
        posted(200, path + "/amended", Map.of("patients", "12", "measures", "wiped remotely"));
    assertThat(duty(amended, "media").has("due")).isFalse();
    assertThat(duty(amended, "hhs").path("rule").asText()).isEqualTo("45 CFR 164.408(c)");

    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Map<String, String> late = Map.of("duty", "authority", "day", today.toString());
    assertThat(posted(400, path + "/settled", late).toString()).contains("needs a reason");
    JsonNode told = posted(200, path + "/settled", with(late, "reason", "found on a Sunday"));
    assertThat(duty(told, "authority").path("settled").asText())
        .isEqualTo("done on " + today + " found on a Sunday");
    JsonNode _ = posted(400, path + "/settled", with(late, "reason", "again"));
    for (String duty : List.of("patients", "media", "hhs", "covered-entity")) {
      Map<String, String> waived = Map.of("duty", duty);
      assertThat(posted(400, path + "/settled", waived).toString()).contains("needs a reason");
      JsonNode _ = posted(200, path + "/settled", with(waived, "reason", "encrypted, key safe"));
    }

    JsonNode listed = listed(breach.path("id").asText());
    assertThat(listed.path("overdue").asBoolean()).isFalse();
    assertThat(listed.path("facts").asText()).isEqualTo("lost");
    assertThat(listed.path("measures").asText()).isEqualTo("wiped remotely");
    assertThat(listed.path("duties"))
        .allSatisfy(duty -> assertThat(duty.path("settled").asText()).isNotBlank());
  }

  @Test
  void mostUrgentBreach_isListedFirst() throws Exception {
    Instant now = Instant.now();
    String later =
        posted(201, BREACHES, Map.of("discovered", "" + now, "facts", "b")).path("id").asText();
    String sooner =
        posted(
                201,
                BREACHES,
                Map.of("discovered", "" + now.minus(30, ChronoUnit.DAYS), "facts", "a"))
            .path("id")
            .asText();

    List<String> ids = ids();
    assertThat(ids.indexOf(sooner)).isLessThan(ids.indexOf(later));
  }

  @Test
  void whatIsSaid_isARecordAndWhatMakesNoSenseIsRefused() throws Exception {
    HttpResponse<String> answer =
        officer.post(BREACHES, Map.of("discovered", "2026-01-01", "facts", "a list was mislaid"));
    AuditRecord record =
        AuditRecord.of(
            gateway
                .part(AuditLog.class)
                .find(
                    RecordId.parse(answer.headers().firstValue("Cloister-Record").orElseThrow())
                        .orElseThrow())
                .orElseThrow());
    assertThat(record.event()).contains("breach-registered");
    assertThat(record.detail("facts")).contains("a list was mislaid");
    assertThat(record.actor().orElseThrow().subject()).isEqualTo("officer-1");

    String path = BREACHES + "/" + JSON.readTree(answer.body()).path("id").asText();
    JsonNode _ = posted(400, BREACHES, Map.of("discovered", "2999-01-01", "facts", "x"));
    JsonNode _ = posted(400, BREACHES, Map.of("discovered", "2026-01-01"));
    JsonNode _ = posted(400, path + "/amended", Map.of());
    JsonNode _ = posted(400, path + "/amended", Map.of("patients", "many"));
    JsonNode _ = posted(400, path + "/settled", Map.of("duty", "press", "reason", "x"));
    JsonNode _ = posted(400, path + "/settled", Map.of("duty", "media", "day", "2999-01-01"));
    JsonNode _ = posted(404, BREACHES + "/none/amended", Map.of("facts", "x"));
    JsonNode _ = posted(404, BREACHES + "/none/settled", Map.of("duty", "media", "reason", "x"));
  }

  private JsonNode posted(int status, String path, Map<String, String> form) throws Exception {
    HttpResponse<String> answer = officer.post(path, form);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private JsonNode listed(String id) throws Exception {
    for (JsonNode breach : JSON.readTree(officer.get(BREACHES).body()).path("breaches")) {
      if (breach.path("id").asText().equals(id)) {
        return breach;
      }
    }
    throw new AssertionError("not in the register");
  }

  private List<String> ids() throws Exception {
    return JSON.readTree(officer.get(BREACHES).body()).path("breaches").findValuesAsText("id");
  }

  private static JsonNode duty(JsonNode breach, String code) {
    for (JsonNode duty : breach.path("duties")) {
      if (duty.path("duty").asText().equals(code)) {
        return duty;
      }
    }
    throw new AssertionError("no such duty");
  }

  private static Map<String, String> with(Map<String, String> form, String name, String value) {
    Map<String, String> more = new TreeMap<>(form);
    more.put(name, value);
    return more;
  }
}
