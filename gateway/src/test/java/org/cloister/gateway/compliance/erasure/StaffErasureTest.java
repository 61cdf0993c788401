package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.gateway.compliance.erasure.ErasingHospital.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.event.AuditEventSearch;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasure of a member of staff: no table names them any more, neither by the login nor as the
/// practitioner behind it, and what they did to others stays.
final class StaffErasureTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATIENT = "p-treated";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // by begin()
  private ErasingHospital hospital;

  @BeforeEach
  void begin() throws Exception {
    hospital = ErasingHospital.open(folder);
  }

  @AfterEach
  void end() {
    hospital.close();
  }

  @Test
  void carryOut_keepsOnWhomTheyActed() throws Exception {
    String _ = hospital.infer(PATIENT);
    StoredEntry before = hospital.newest(PATIENT);

    Erasure erasure = erase(before.agent().orElseThrow());

    StoredEntry after = hospital.log.find(before.recordId()).orElseThrow();
    assertThat(after.agent()).isEmpty();
    assertThat(after.agentBody()).isEmpty();
    assertThat(after.isAgentErased()).isTrue();
    assertThat(text(after.body())).contains(PATIENT);
    assertThat(hospital.erasures.of(after.index(), Erasures.Part.AGENT)).contains(erasure);
    assertThat(hospital.erasures.of(after.index(), Erasures.Part.RECORD)).isEmpty();
    AuditEventSearch events = hospital.gateway.part(AuditEventSearch.class);
    String id = before.recordId().toString();
    JsonNode event = JSON.readTree(events.event(id, events.read(id).orElseThrow()));
    assertThat(event.path("extension").toString())
        .contains("\"valueCode\":\"agent\"", "\"valueString\":\"staff\"");
  }

  /// Every column of every table that can hold such a name holds it before, and none does after.
  @Test
  void carryOut_leavesNoTableThatNamesThem() throws Exception {
    HttpResponse<String> answer =
        hospital.gateway.infer(
            hospital.gateway.token(TokenRequest.of(DemoClient.EHR).withUser("dr-ames")),
            ModelCall.ckdEpi(PATIENT).body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    StoredEntry acted = hospital.newest(PATIENT);
    String login = acted.agent().orElseThrow().key();
    Actor actor = AuditRecord.of(acted).actor().orElseThrow();
    String staff =
        Person.behind(
            actor.fhirUser().orElseThrow(), "default", hospital.gateway.part(RecordSealer.class));
    plant(login, staff);
    Map<String, String> before = hospital.tables();
    assertThat(before.entrySet().stream().filter(it -> it.getValue().contains(login)))
        .extracting(Map.Entry::getKey)
        .contains(
            "log_body",
            "subject_key",
            "care_login",
            "review_alert",
            "break_glass_item",
            "erasure_request",
            "reidentification_request",
            "use_restriction");
    assertThat(before.entrySet().stream().filter(it -> it.getValue().contains(staff)))
        .extracting(Map.Entry::getKey)
        .contains(
            "care_staff",
            "care_relation",
            "judged_access",
            "review_alert",
            "break_glass_item",
            "reidentification_request",
            "reidentification_allowance",
            "use_restriction");

    Erasure _ = erase(acted.agent().orElseThrow());

    for (Map.Entry<String, String> table : hospital.tables().entrySet()) {
      assertThat(table.getValue()).as(table.getKey()).doesNotContain(login).doesNotContain(staff);
    }
    // What they did stays, without them.
    assertThat(hospital.number("select count(*) from review_alert")).isEqualTo(1);
    assertThat(hospital.number("select count(*) from care_relation")).isEqualTo(1);
    assertThat(hospital.number("select count(*) from use_restriction where end_asked_at is null"))
        .isEqualTo(1);
    // A verdict that another officer would have had to confirm is nobody's: it is given anew.
    assertThat(
            hospital.number(
                "select count(*) from break_glass_item where state = 'open' and verdict is null"))
        .isEqualTo(2);
    assertThat(hospital.number("select count(*) from compliance_report")).isEqualTo(1);
  }

  /// Whoever adds a table says here, and in [ErasureStatements] or [StaffStatements], whether a
  /// column of it can name somebody.
  @Test
  void everyTable_isOneThatErasuresKnow() throws Exception {
    assertThat(hospital.tables().keySet())
        .containsExactlyInAnyOrder(
            // Of no person.
            "blind_index_key",
            "care_department",
            "change_mark",
            "disposal",
            "erased_entry",
            "erased_key",
            "erasure",
            "flyway_schema_history",
            "key_epoch",
            "log_checkpoint",
            "log_cosignature",
            "log_entry",
            "log_head",
            "log_node",
            "pseudonym",
            "pseudonym_domain",
            "pseudonym_domain_key",
            "review_cursor",
            // Sealed; names its officer by a record of the log.
            "activity_review",
            // A hold on somebody is lifted before they can be erased.
            "legal_hold",
            // Of patients, or staff, or both.
            "break_glass_item",
            "care_login",
            "care_patient",
            "care_relation",
            "care_staff",
            "compliance_report",
            "erasure_request",
            "judged_access",
            "kept_consent",
            "kept_for_minor",
            "log_body",
            "log_concern",
            "reidentification_allowance",
            "reidentification_request",
            "review_alert",
            "sealed_resource",
            "subject_key",
            "use_restriction");
  }

  /// Sealed under the patient's key, so no erasure of staff could reach a name in it.
  @Test
  void notesOfReviews_nameOfficersByTheLogAlone() throws Exception {
    String record = breakGlass();
    awaitItem(record);
    String path = "/compliance/break-glass/" + record + "/review";
    HttpResponse<String> reviewed =
        officer("officer-1", path, "{\"verdict\":\"justified\",\"note\":\"seen\"}");
    assertThat(reviewed.statusCode()).as(reviewed.body()).isEqualTo(200);
    JsonNode before = item(record);
    assertThat(before.path("state").asText()).isEqualTo("assessed");
    assertThat(before.path("notes").path(0).path("by").asText()).endsWith("|officer-1");

    Erasure _ =
        erase(hospital.gateway.part(RecordSealer.class).user("default", issuer(), "officer-1"));

    JsonNode after = item(record);
    assertThat(after.path("state").asText()).isEqualTo("open");
    assertThat(after.path("notes").path(0).path("note").asText()).isEqualTo("seen");
    assertThat(after.toString()).doesNotContain("officer-1");
  }

  @Test
  void aRequestOfAnErasedOfficer_mustBeMadeAgain() throws Exception {
    String _ = hospital.infer(PATIENT);
    String ask =
        "{\"patient\":\"" + PATIENT + "\",\"scope\":\"clinical\",\"legalBasis\":\"gdpr-17-1-b\"}";
    HttpResponse<String> asked = officer("officer-1", "/compliance/erasures", ask);
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
    String approval =
        "/compliance/erasures/"
            + JSON.readTree(asked.body()).path("request").asText()
            + "/approval";

    Erasure _ =
        erase(hospital.gateway.part(RecordSealer.class).user("default", issuer(), "officer-1"));

    String named = "{\"patient\":\"" + PATIENT + "\"}";
    // Under a name that nobody remembers they could approve what they asked for.
    assertThat(officer("officer-1", approval, named).statusCode()).isEqualTo(404);
    assertThat(officer("officer-2", approval, named).statusCode()).isEqualTo(404);
    assertThat(officer("officer-2", "/compliance/erasures", ask).statusCode()).isEqualTo(201);
  }

  private Erasure erase(Subject login) throws Exception {
    return hospital.erase(new Target(login, Scope.STAFF, LegalBasis.ORDER));
  }

  /// A row in each table, as the gateway would write it in the course of time.
  private void plant(String login, String staff) throws Exception {
    String patient = hospital.patient(PATIENT).key();
    for (String sql :
        new String[] {
          "insert into care_staff (staff) values ('{staff}')",
          "insert into care_login values ('{login}', '{staff}')",
          "insert into care_relation values ('r', '{patient}', 'ENCOUNTER', null,"
              + " array['{staff}', 'other'], now(), null)",
          "insert into judged_access select 1000, record_id, '{staff}', '{patient}', now(), 0,"
              + " false from log_entry limit 1",
          "insert into review_alert values (gen_random_uuid(), 1000, gen_random_uuid(), '{staff}',"
              + " '{login}', '{patient}', 'SIGN', 1, now(), now(), 'not-reviewed', '\\x00', null)",
          "insert into break_glass_item values (gen_random_uuid(), 1000, '{staff}', '{login}',"
              + " '{patient}', now(), now(), 'open', null, null, null, null, null)",
          "insert into break_glass_item values (gen_random_uuid(), 1001, 'other', 'another',"
              + " '{patient}', now(), now(), 'assessed', 'justified', '{staff}', '{login}', null,"
              + " null)",
          "insert into erasure_request values (gen_random_uuid(), 'default', 'other', '{login}',"
              + " 'clinical', 'order', now())",
          "insert into reidentification_request (request_id, tenant, domain, codes, purpose,"
              + " asker_login, asker_staff, sealed, requested_at, state) values (gen_random_uuid(),"
              + " 'default', 'd', 1, 'TREAT', '{login}', '{staff}', decode(repeat('00', 40),"
              + " 'hex'), now(), 'waiting')",
          "insert into reidentification_allowance values ('default', current_date, 'asked', 'd',"
              + " '{staff}', 1, 5)",
          "insert into use_restriction values (gen_random_uuid(), 'default', '{patient}', 'order',"
              + " 'TREAT', now(), '{login}', '{staff}', now())",
          "insert into compliance_report values (gen_random_uuid(), 'breach-radius',"
              + " gen_random_uuid(), null, decode(repeat('00', 40), 'hex'), now() + '1 day')",
          "insert into compliance_report values (gen_random_uuid(), 'ai-log', gen_random_uuid(),"
              + " null, decode(repeat('00', 40), 'hex'), now() + '1 day')",
        }) {
      hospital.execute(
          sql.replace("{login}", login).replace("{staff}", staff).replace("{patient}", patient));
    }
  }

  private String issuer() throws Exception {
    if (hospital.about(PATIENT).isEmpty()) {
      String _ = hospital.infer(PATIENT);
    }
    return AuditRecord.of(hospital.newest(PATIENT)).actor().orElseThrow().issuer();
  }

  private String breakGlass() throws Exception {
    byte[] body =
        ModelCall.ckdEpi(PATIENT)
            .parameter(
                """
                {"name":"purpose","valueCoding":\
                {"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"ETREAT"}}\
                """)
            .parameter("{\"name\":\"breakGlassReason\",\"valueString\":\"found unconscious\"}")
            .body();
    String token =
        hospital.gateway.token(TokenRequest.of(DemoClient.EMERGENCY).withUser("dr-dorn"));
    HttpResponse<String> answer = hospital.gateway.infer(token, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Cloister-Record").orElseThrow();
  }

  private void awaitItem(String record) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (item(record).isMissingNode()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(100);
    }
  }

  private JsonNode item(String record) throws Exception {
    HttpResponse<String> list =
        hospital.gateway.send(request("officer-2", "/compliance/break-glass").GET().build());
    assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
    for (JsonNode item : JSON.readTree(list.body()).path("breakGlass")) {
      if (item.path("record").asText().equals(record)) {
        return item;
      }
    }
    return JSON.missingNode();
  }

  private HttpResponse<String> officer(String user, String path, String json) throws Exception {
    return hospital.gateway.send(
        request(user, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(String user, String path) throws Exception {
    TokenRequest token = TokenRequest.of(DemoClient.OFFICER).withUser(user).withPurpose("HCOMPL");
    return hospital
        .gateway
        .request(path)
        .header("Authorization", hospital.gateway.token(token))
        .header("Cloister-Purpose", "HCOMPL");
  }
}
