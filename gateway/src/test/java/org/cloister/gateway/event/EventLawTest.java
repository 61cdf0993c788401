package org.cloister.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.validation.ResultSeverityEnum;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.answer.Terminology;
import org.cloister.gateway.answer.Validation;
import org.cloister.gateway.demo.SyntheticPatient;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.event.EventQuery.Parsed;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.hl7.fhir.r4.model.AuditEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// 45 CFR 164.312(b): every call is in the log, once, and its event says what it was. Known calls
/// are sent to a gateway of this class's own, then their events are counted, judged and searched.
@TestInstance(Lifecycle.PER_CLASS)
final class EventLawTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestGateway gateway;
  private KnownTraffic traffic;
  private long firstIndex;
  private long lastIndex;
  private String risk = "";
  private String goneRecord = "";
  private String withheldRecord = "";

  @BeforeAll
  void send() throws Exception {
    // The review raises an alert of its own about the broken glass; not while events are counted.
    gateway = TestGateway.start(Map.of("cloister.review.interval", "30s"));
    String ehr = gateway.token(DemoClient.EHR);
    goneRecord = record(gateway.infer(ehr, ModelCall.ckdEpi("event-gone").body()));
    withheldRecord =
        record(
            gateway.infer(
                ehr,
                new SyntheticPatients(Instant.now())
                    .twelve(1).stream()
                        .filter(patient -> patient.expected() == SyntheticPatient.Expected.CONSENT)
                        .findFirst()
                        .orElseThrow()
                        .body()));
    firstIndex = newest() + 1;
    traffic = new KnownTraffic(gateway);
    risk = traffic.send();
    Thread.sleep(500); // the caller who hung up is noticed in its own time
    lastIndex = newest();
  }

  @AfterAll
  void close() {
    gateway.close();
  }

  @Test
  void everyCall_isOneEventAndThereIsNoOther() throws Exception {
    assertThat(search("").stream().map(EventJson::words))
        .containsExactlyInAnyOrderElementsOf(traffic.expected());
  }

  @Test
  void everyEvent_passesTheStrictParserAndNamesItsPlaceInTheLog() throws Exception {
    for (JsonNode event : search("")) {
      AuditEvent parsed = Validation.strictly(AuditEvent.class, EventJson.bytes(event));
      assertThat(parsed.getRecorded()).isNotNull();
      assertThat(AuditEventCheck.problems(event)).isEmpty();
      JsonNode place = EventJson.extension(event, AuditTerms.LOG_ENTRY).path("extension");
      assertThat(place.path(1).path("valueString").asText()).matches("[0-9a-f]{64}");
      String receipt = place.path(2).path("valueUrl").asText();
      assertThat(
              gateway
                  .send(gateway.request(receipt.substring(receipt.indexOf("/log/"))).GET().build())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void everyEvent_passesTheInstanceValidatorWithItsProfiles() throws Exception {
    Validation.assumeSharedData();
    List<String> problems = new ArrayList<>();
    List<JsonNode> all = new ArrayList<>(search(""));
    all.addAll(start());
    for (JsonNode event : all) {
      Validation.problems(EventJson.bytes(event)).stream()
          .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
          .forEach(message ->
              problems.add(
                  EventJson.words(event)
                      + ": "
                      + message.getLocationString()
                      + " "
                      + message.getMessage()));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void start_isRecordedWithModelsSettingsAndKey() throws Exception {
    assertThat(start().stream().map(EventJson::words).distinct())
        .filteredOn(words -> words.endsWith("- -"))
        .containsExactlyInAnyOrder(
            "self-test 0 - -",
            "key-created 0 - -",
            "configuration 0 - -",
            "model-loaded 0 - -",
            "started 0 - -");
  }

  @Test
  void answeredCall_saysWhoWhomWhyWhichModelAndAtWhatCost() throws Exception {
    JsonNode event = one("patient=event-anna&subtype=infer&outcome=0");
    assertThat(EventJson.profiles(event))
        .containsExactly(
            AuditTerms.INFERENCE_EVENT, AuditTerms.BALP + "OAUTHaccessTokenUse.Minimal");
    JsonNode user = event.path("agent").path(0);
    assertThat(user.path("who").path("reference").asText()).isEqualTo("Practitioner/dr-ames");
    assertThat(user.path("who").path("identifier").path("value").asText()).isEqualTo("dr-ames");
    assertThat(user.path("policy").path(0).asText()).startsWith("urn:ietf:params:oauth:jti:");
    assertThat(EventJson.extension(event, Terminology.METERING).isMissingNode()).isFalse();
    JsonNode model = EventJson.entity(event, "model");
    assertThat(model.path("what").path("identifier").path("value").asText())
        .isEqualTo("prevent-2023-base");
    assertThat(model.path("detail").path(0).path("valueString").asText()).matches("[0-9a-f]{64}");
    assertThat(event.toString()).contains("\"reference\":\"" + risk + "\"");
  }

  @Test
  void reads_areBalpReadsAndQueries() throws Exception {
    List<JsonNode> reads = search("patient=event-anna&subtype=result-read&outcome=0");
    assertThat(reads.stream().map(event -> EventJson.profiles(event).get(1)))
        .containsExactlyInAnyOrder(
            AuditTerms.BALP + "PatientRead",
            AuditTerms.BALP + "PatientRead",
            AuditTerms.BALP + "PatientQuery",
            AuditTerms.BALP + "PatientQuery");
  }

  @Test
  void breakGlass_namesTheReasonAndIsAnEmergencyOverride() throws Exception {
    JsonNode event = one("subtype=break-glass");
    assertThat(event.path("subtype").toString()).contains("110127").contains("break-glass");
    assertThat(event.toString()).contains(KnownTraffic.REASON);
    assertThat(event.path("purposeOfEvent").toString()).contains("ETREAT");
  }

  @Test
  void refusalByConsent_isAnAuthorizationDecisionThatNamesIt() throws Exception {
    JsonNode event = event(withheldRecord);
    assertThat(EventJson.profiles(event))
        .containsExactly(
            AuditTerms.ACCESS_DENIED,
            AuditTerms.BALP + "AuthZconsent",
            AuditTerms.BALP + "OAUTHaccessTokenUse.Minimal");
    assertThat(event.path("outcome").asText()).isEqualTo("8");
    assertThat(EventJson.entity(event, "Consent").path("what").path("reference").asText())
        .startsWith("Consent/");
    assertThat(event.path("subtype").toString()).contains("AuthZ-Consent");
    assertNoErrors(event);
  }

  /// The log keeps its leaf; of the person nothing is left. No act erased it: it does not claim so.
  @Test
  void recordWhoseRowWasTakenAway_isWrittenAsWhatIsStillKnownAndIsMissing() throws Exception {
    JsonNode before = event(goneRecord);
    assertThat(before.toString()).contains("event-gone").contains("\"TREAT\"");
    try (Connection connection = gateway.part(DataSource.class).getConnection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM log_body WHERE index = ?")) {
      delete.setLong(1, EventJson.index(before));
      assertThat(delete.executeUpdate()).isEqualTo(1);
    }
    JsonNode event = event(goneRecord);
    assertThat(EventJson.extension(event, AuditTerms.ERASED).isMissingNode()).isTrue();
    assertThat(
            EventJson.stream(event.path("extension"))
                .filter(it -> it.path("url").asText().equals(AuditTerms.MISSING))
                .map(it -> it.path("valueCode").asText()))
        .containsExactly("record", "agent");
    assertThat(event.toString()).doesNotContain("event-gone").doesNotContain("\"TREAT\"");
    assertThat(event.path("outcome").asText()).isEqualTo("0");
    assertThat(EventJson.index(event)).isEqualTo(EventJson.index(before));
    assertThat(
            EventJson.entity(event, "model").path("what").path("identifier").path("value").asText())
        .isEqualTo("ckd-epi-2021-cr");
    assertNoErrors(event);
  }

  /// What each finds among the known calls, counted by hand.
  @ParameterizedTest
  @CsvSource({
    "patient=event-anna, 7",
    "patient=Patient/event-bert, 2",
    "patient=event-nobody, 0",
    "outcome=8, 5",
    "'outcome=4,8', 10",
    "outcome=12, 0",
    "purpose=HRESCH, 2",
    "purpose=http://terminology.hl7.org/CodeSystem/v3-ActReason|ETREAT, 1",
    "model=prevent-2023-base&outcome=0, 1",
    "agent=Practitioner/dr-dorn, 1",
    "agent=Practitioner/dr-ames, 6",
    "subtype=infer, 10",
    "subtype=operation&outcome=0, 3",
    "type=110114, 2",
    "type=http://dicom.nema.org/resources/ontology/DCM|110113, 3",
    "action=R, 4",
    "entity=Patient/event-dora, 1",
    "patient=event-anna&purpose=TREAT&subtype=result-read, 4",
    "date=ge2020&date=lt2021, 0",
    "date=ge2020-01-01T00:00:00Z&patient=event-dora, 1"
  })
  void search_findsExactlyWhatMatches(String query, int matches) throws Exception {
    List<JsonNode> all = search("");
    List<JsonNode> found = search(query);
    assertThat(found).hasSize(matches);
    assertThat(all).containsAll(found);
  }

  @Test
  void search_byTokenAndByIssuerAndSubjectFindsTheSameAsTheEventsSay() throws Exception {
    JsonNode user = one("patient=event-dora").path("agent").path(0);
    String token = user.path("policy").path(0).asText();
    JsonNode identifier = user.path("who").path("identifier");
    String agent = identifier.path("system").asText() + "|" + identifier.path("value").asText();
    assertThat(search("policy=" + token)).hasSize(1);
    assertThat(search("agent:identifier=" + agent)).hasSize(1);
    assertThat(search("agent:identifier=" + agent + "x")).isEmpty();
  }

  @Test
  void search_byTheHashOfAModelFindsItsCalls() throws Exception {
    JsonNode model = EventJson.entity(one("patient=event-dora"), "model");
    String hash = model.path("detail").path(0).path("valueString").asText();
    assertThat(search("model-hash=" + hash))
        .containsExactlyInAnyOrderElementsOf(search("model=ckd-epi-2021-cr"));
  }

  @Test
  void search_refusesWhatItDoesNotKnowUnlessAskedToBeLenient() {
    assertThat(parse(Map.of("colour", List.of("red")), EventQueryParser.Unknown.REFUSED))
        .isInstanceOf(Parsed.Refused.class);
    assertThat(parse(Map.of("colour", List.of("red")), EventQueryParser.Unknown.IGNORED))
        .isInstanceOf(Parsed.Accepted.class);
    for (String wrong :
        List.of(
            "patient=a,b",
            "_count=0",
            "_count=201",
            "date=soon",
            "outcome=good",
            "agent=x",
            "model-hash=1",
            "purpose=x",
            "agent:identifier=x")) {
      assertThat(parse(parameters(wrong), EventQueryParser.Unknown.REFUSED))
          .as(wrong)
          .isInstanceOf(Parsed.Refused.class);
    }
  }

  /// Pages of three, with and without filters, while the log grows.
  @ParameterizedTest
  @CsvSource({"''", "action=E", "outcome=0"})
  void pages_holdEveryMatchOnceWhileTheLogGrows(String query) throws Exception {
    List<JsonNode> whole = new ArrayList<>();
    OptionalLong cursor = OptionalLong.empty();
    do {
      String page =
          query + "&_count=3" + (cursor.isPresent() ? "&_cursor=" + cursor.getAsLong() : "");
      AuditEventSearch.Found found = found(page);
      whole.addAll(events(page, found));
      cursor = found.next();
      var _ = gateway.send(gateway.request("/fhir/RiskAssessment/x").GET().build());
    } while (cursor.isPresent() && whole.size() < 10_000);
    List<JsonNode> ofTheTraffic = whole.stream().filter(this::isTraffic).toList();
    assertThat(ofTheTraffic).doesNotHaveDuplicates();
    assertThat(ofTheTraffic).containsAll(search(query));
  }

  /// No value of one patient stands in the event of another.
  @Test
  void events_nameTheirOwnPatientAndNoOther() throws Exception {
    List<String> patients =
        List.of(KnownTraffic.ANNA, KnownTraffic.BERT, KnownTraffic.CARL, KnownTraffic.DORA);
    for (String patient : patients) {
      for (JsonNode event : search("patient=" + patient)) {
        for (String other : patients) {
          if (!other.equals(patient)) {
            assertThat(event.toString()).doesNotContain(other);
          }
        }
      }
    }
  }

  private List<JsonNode> search(String query) throws Exception {
    String page = query + "&_count=200";
    return events(page, found(page)).stream().filter(this::isTraffic).toList();
  }

  private JsonNode event(String id) throws Exception {
    AuditEventSearch search = gateway.part(AuditEventSearch.class);
    return JSON.readTree(search.event(id, search.read(id).orElseThrow()));
  }

  private static String record(HttpResponse<String> response) {
    return response.headers().firstValue("Cloister-Record").orElseThrow();
  }

  private static void assertNoErrors(JsonNode event) {
    assertThat(AuditEventCheck.problems(event)).isEmpty();
    var _ = Validation.strictly(AuditEvent.class, EventJson.bytes(event));
    if (Validation.hasSharedData()) {
      Validation.assertNoErrors(EventJson.bytes(event));
    }
  }

  private boolean isTraffic(JsonNode event) {
    return EventJson.index(event) >= firstIndex && EventJson.index(event) <= lastIndex;
  }

  private List<JsonNode> start() throws Exception {
    String page = "_count=200";
    return events(page, found(page)).stream()
        .filter(event -> EventJson.index(event) < firstIndex)
        .toList();
  }

  private JsonNode one(String query) throws Exception {
    List<JsonNode> found = search(query);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private AuditEventSearch.Found found(String query) throws Exception {
    return gateway.part(AuditEventSearch.class).find(query(query));
  }

  private List<JsonNode> events(String query, AuditEventSearch.Found found) throws Exception {
    JsonNode bundle =
        JSON.readTree(gateway.part(AuditEventSearch.class).bundle(query(query), found));
    return EventJson.stream(bundle.path("entry")).map(entry -> entry.path("resource")).toList();
  }

  private EventQuery query(String query) {
    if (parse(parameters(query), EventQueryParser.Unknown.REFUSED)
        instanceof Parsed.Accepted(var accepted)) {
      return accepted;
    }
    throw new AssertionError("refused: " + query);
  }

  private Parsed parse(Map<String, List<String>> parameters, EventQueryParser.Unknown unknown) {
    return gateway.part(EventQueryParser.class).parse(parameters, unknown);
  }

  private static Map<String, List<String>> parameters(String query) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        String[] parts = parameter.split("=", 2);
        parameters.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
      }
    }
    return parameters;
  }

  private long newest() throws Exception {
    return gateway
        .part(AuditLog.class)
        .search(LogQuery.all().limit(1))
        .entries()
        .getFirst()
        .index();
  }
}
