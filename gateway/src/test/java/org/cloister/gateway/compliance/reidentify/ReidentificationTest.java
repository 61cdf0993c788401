package org.cloister.gateway.compliance.reidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.gateway.compliance.reidentify.ReidentifyingHospital.asking;
import static org.cloister.gateway.compliance.reidentify.ReidentifyingHospital.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.FileSearch;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom a code stands for is told to one person, once, after another one's approval; whatever is
/// wrong is an error and a record, and never a value. Over HTTP, on a real PostgreSQL.
final class ReidentificationTest {
  @TempDir private static Path folder;
  private static ReidentifyingHospital hospital;

  @BeforeAll
  static void open() throws Exception {
    hospital =
        ReidentifyingHospital.open(
            folder,
            Map.of(
                "cloister.reidentification.per-person", 100,
                "cloister.reidentification.per-domain", 1000));
  }

  @AfterAll
  static void close() {
    hospital.close();
  }

  @Test
  void originals_areToldToWhoeverAskedOnceAfterAnothersApproval() throws Exception {
    String released =
        Objects.requireNonNull(
            hospital
                .post(
                    hospital.gateway.token(DemoClient.STEWARD),
                    "/fhir/$deidentify?domain=study",
                    "HRESCH",
                    "{\"resourceType\":\"Patient\",\"id\":\"quill-8812734\","
                        + "\"identifier\":[{\"system\":\"urn:oid:1.2.3\",\"value\":\"MRN-55\"}]}")
                .body());
    JsonNode patient = new ObjectMapper().readTree(released);
    List<String> codes =
        List.of(
            patient.path("id").asText(),
            patient.path("identifier").get(0).path("value").asText().replace("urn:uuid:", ""));
    HttpResponse<String> asked = hospital.ask("dr-brandt", "study", codes);
    String request = json(asked).path("parameter").get(0).path("valueUuid").asText().substring(9);
    assertThat(hospital.open("dr-brandt", request).statusCode()).as("waits").isEqualTo(403);
    HttpResponse<String> approval = hospital.approve("trustee-1", request);
    assertThat(hospital.open("dr-ames", request).statusCode()).as("not asked").isEqualTo(404);

    HttpResponse<String> opened = hospital.open("dr-brandt", request);

    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
    JsonNode first = json(opened).path("parameter").get(0).path("part");
    JsonNode second = json(opened).path("parameter").get(1).path("part");
    assertThat(first.get(0).path("valueString").asText()).isEqualTo(codes.getFirst());
    assertThat(first.get(2).path("valueReference").path("reference").asText())
        .isEqualTo("Patient/quill-8812734");
    assertThat(second.get(2).path("valueIdentifier").path("system").asText())
        .isEqualTo("urn:oid:1.2.3");
    assertThat(second.get(2).path("valueIdentifier").path("value").asText()).isEqualTo("MRN-55");
    HttpResponse<String> again = hospital.open("dr-brandt", request);
    assertThat(again.statusCode()).as("once").isEqualTo(403);
    assertThat(again.body()).doesNotContain("8812734");
    recorded(asked, EntryKind.SYSTEM, Outcome.OK, "reidentification-requested");
    recorded(approval, EntryKind.SYSTEM, Outcome.OK, "reidentification-approved");
    recorded(opened, EntryKind.ACCESS, Outcome.OK, "reidentified");
    AuditRecord opening = hospital.record(opened);
    recorded(again, EntryKind.ACCESS, Outcome.REFUSED, "reidentified");
    assertThat(opening.fact(Fact.COUNT)).contains("2");
    assertThat(opening.detail("request")).contains(request);
    assertThat(opening.purpose()).contains("TREAT");
    assertThat(opening.details().toString()).doesNotContain("8812734");
    assertThat(hospital.record(asked).detail("reason"))
        .contains("The patient must be told of a finding.");
    assertThat(hospital.records("quill-8812734")).containsExactly(opening.id().value().toString());
  }

  @Test
  void opening_isFoundByAPatientWhoseIdHasTheFormOfAUuid() throws Exception {
    String id = UUID.randomUUID().toString();
    String request =
        hospital.approved("study", hospital.codes("study", Original.ofId("Patient", id)));

    HttpResponse<String> opened = hospital.open("dr-brandt", request);

    assertThat(opened.body()).contains("urn:uuid:" + id);
    assertThat(hospital.records(id))
        .containsExactly(opened.headers().firstValue("Cloister-Record").orElseThrow());
  }

  @Test
  void approval_isNeverTheAskersOwn() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "own-approval"));
    String request = hospital.asked("dr-ames", "study", codes);

    HttpResponse<String> own = hospital.approve("dr-ames", request);

    assertThat(own.statusCode()).isEqualTo(403);
    recorded(own, EntryKind.ACCESS, Outcome.REFUSED, "reidentification-approved");
    assertThat(hospital.refuse("dr-ames", request).statusCode()).isEqualTo(403);
    assertThat(hospital.open("dr-ames", request).statusCode()).isEqualTo(403);
    assertThat(hospital.approve("trustee-1", request).statusCode()).isEqualTo(200);
    assertThat(hospital.approve("trustee-1", request).statusCode()).as("once").isEqualTo(404);
  }

  @Test
  void nobodyElse_asksOrApproves() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "nobody-else"));
    String request = hospital.asked("dr-brandt", "study", codes);
    String approval = "/compliance/reidentifications/" + request + "/approval";
    for (DemoClient client :
        List.of(DemoClient.STEWARD, DemoClient.OFFICER, DemoClient.EHR, DemoClient.REQUESTER)) {
      String purpose = client.purposes().getFirst().name();
      HttpResponse<String> approved =
          hospital.post(hospital.gateway.token(client), approval, purpose, "");
      assertThat(approved.statusCode()).as(client.clientId()).isEqualTo(403);
      recorded(approved, EntryKind.DENIAL, Outcome.DENIED, "reidentification-approved");
    }
    for (DemoClient client :
        List.of(DemoClient.STEWARD, DemoClient.OFFICER, DemoClient.EHR, DemoClient.TRUSTEE)) {
      String purpose = client.purposes().getFirst().name();
      HttpResponse<String> asked =
          hospital.post(
              hospital.gateway.token(client),
              "/fhir/$reidentify",
              purpose,
              asking("study", codes, "why not"));
      assertThat(asked.statusCode()).as(client.clientId()).isEqualTo(403);
      recorded(asked, EntryKind.DENIAL, Outcome.DENIED, "reidentification-requested");
    }
  }

  @Test
  void opening_ofACodeOfAnotherDomainTellsNothingAndEndsTheRequest() throws Exception {
    List<String> elsewhere = hospital.codes("registry", Original.ofId("Patient", "far-away"));
    List<String> here = hospital.codes("study", Original.ofId("Patient", "near-by"));
    String request = hospital.approved("study", List.of(here.getFirst(), elsewhere.getFirst()));

    HttpResponse<String> answer = hospital.open("dr-brandt", request);

    refusedWithoutAValue(answer, 422, "unknown-pseudonym", Outcome.REFUSED);
    assertThat(json(answer).path("issue").get(0).path("expression").get(0).asText())
        .endsWith("[1]");
    assertThat(hospital.open("dr-brandt", request).statusCode()).as("ended").isEqualTo(403);
    String unknown = hospital.approved("study", List.of(UUID.randomUUID().toString()));
    refusedWithoutAValue(
        hospital.open("dr-brandt", unknown), 422, "unknown-pseudonym", Outcome.REFUSED);
  }

  @Test
  void opening_tellsWhatWasEncryptedAndWhereItStood() throws Exception {
    for (Pseudonyms encrypting : List.of(hospital.vault("study"), hospital.keyed("study"))) {
      String text = encrypting.encrypted("HumanName.family", "Quillfeather");

      HttpResponse<String> answer =
          hospital.open("dr-brandt", hospital.approved("study", List.of(text)));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("{\"name\":\"element\",\"valueString\":\"HumanName.family\"}")
          .contains("{\"name\":\"original\",\"valueString\":\"Quillfeather\"}");
    }
  }

  @Test
  void opening_ofAnEncryptedValueOfAnotherDomainOrElementTellsNothing() throws Exception {
    String elsewhere = hospital.vault("registry").encrypted("HumanName.family", "Quillfeather");
    String moved =
        hospital
            .keyed("study")
            .encrypted("HumanName.family", "Quillfeather")
            .replace("family", "given");
    for (String text : List.of(elsewhere, moved)) {
      HttpResponse<String> answer =
          hospital.open("dr-brandt", hospital.approved("study", List.of(text)));
      refusedWithoutAValue(answer, 422, "unknown-pseudonym", Outcome.REFUSED);
    }
  }

  @Test
  void opening_ofARowThatWasChangedOrMovedTellsNothing() throws Exception {
    List<String> changed = hospital.codes("study", Original.ofId("Patient", "changed-row"));
    List<String> moved =
        hospital.codes(
            "study", Original.ofId("Patient", "moved-row"), Original.ofId("Patient", "its-place"));
    assertThat(
            hospital.change(
                "update pseudonym set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
                    + " where code = '"
                    + changed.getFirst()
                    + "'"))
        .isEqualTo(1);
    assertThat(
            hospital.change(
                "update pseudonym set sealed = (select sealed from pseudonym where code = '"
                    + moved.get(0)
                    + "') where code = '"
                    + moved.get(1)
                    + "'"))
        .isEqualTo(1);

    for (String code : List.of(changed.getFirst(), moved.get(1))) {
      HttpResponse<String> answer =
          hospital.open("dr-brandt", hospital.approved("study", List.of(code)));
      refusedWithoutAValue(answer, 500, "changed-pseudonym", Outcome.FAILED);
    }
  }

  @Test
  void opening_underAnotherKeyTellsNothingUntilTheRightOneIsBack() throws Exception {
    List<String> codes = hospital.codes("registry", Original.ofId("Patient", "other-key"));
    String request = hospital.approved("registry", codes);
    Path right = hospital.key("registry");
    Path aside = folder.resolve("aside.key");
    Files.move(right, aside);
    var _ = KeyFile.create(right);

    HttpResponse<String> wrong = hospital.open("dr-brandt", request);
    Files.delete(right);
    HttpResponse<String> none = hospital.open("dr-brandt", request);
    Files.move(aside, right, StandardCopyOption.REPLACE_EXISTING);

    refusedWithoutAValue(wrong, 503, "domain-key-away", Outcome.FAILED);
    refusedWithoutAValue(none, 503, "unavailable", Outcome.FAILED);
    assertThat(hospital.open("dr-brandt", request).body()).contains("Patient/other-key");
  }

  @Test
  void asking_forADerivedCodeIsRefusedAtOnce() throws Exception {
    Original alice = Original.ofId("Patient", "derived");
    String derived =
        Objects.requireNonNull(hospital.keyed("study").codes(List.of(alice)).get(alice));

    refusedWithoutAValue(
        hospital.ask("dr-brandt", "study", List.of(derived)),
        422,
        "derived-pseudonym",
        Outcome.REFUSED);
  }

  @Test
  void asking_thatIsNotWellFormedIsRefusedWithoutRepeatingIt() throws Exception {
    List<String> code = List.of(UUID.randomUUID().toString());
    List<String> bodies =
        List.of(
            "{\"resourceType\":\"Parameters\"",
            "[]",
            "{\"resourceType\":\"Patient\",\"id\":\"Quillfeather\"}",
            asking("study", List.of("Quillfeather"), "why"),
            asking("study", List.of(), "why"),
            asking("nowhere-quillfeather", code, "why"),
            asking("study", code, " "),
            asking("study", List.of(code.getFirst(), code.getFirst()), "why"),
            asking("study", code, "w".repeat(2001)),
            asking("study", many(101), "why"),
            asking("study", code, "why").replace("reason", "Quillfeather"));
    for (String body : bodies) {
      HttpResponse<String> answer = hospital.reidentify("dr-brandt", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.body()).doesNotContainIgnoringCase("quillfeather");
      recorded(answer, EntryKind.ACCESS, Outcome.REFUSED, "reidentification-requested");
    }
  }

  @Test
  void request_isSeenByTrusteesAndByWhoeverAskedAndByNobodyElse() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "seen-by"));
    String request = hospital.asked("dr-brandt", "study", codes);

    HttpResponse<String> waiting =
        hospital.get(hospital.trustee("trustee-1"), "/compliance/reidentifications", "HCOMPL");
    String mine = "/compliance/reidentifications/mine";

    assertThat(waiting.body())
        .contains(request, codes.getFirst(), "must be told", "dr-brandt")
        .doesNotContain("seen-by");
    assertThat(hospital.get(hospital.requester("dr-brandt"), mine, "TREAT").body())
        .contains(request);
    assertThat(hospital.get(hospital.requester("dr-ames"), mine, "TREAT").body())
        .doesNotContain(request);
    assertThat(
            hospital
                .get(hospital.requester("dr-brandt"), "/compliance/reidentifications", "TREAT")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void request_thatWasRefusedOrWithdrawnOpensNothing() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "no-longer"));
    String refused = hospital.asked("dr-brandt", "study", codes);
    String withdrawn = hospital.approved("study", codes);
    HttpResponse<String> refusal = hospital.refuse("trustee-1", refused);
    recorded(refusal, EntryKind.SYSTEM, Outcome.OK, "reidentification-refused");
    assertThat(hospital.record(refusal).detail("note")).contains("no physician asked for it");
    assertThat(withdraw("dr-ames", withdrawn).statusCode()).as("another's").isEqualTo(404);
    HttpResponse<String> withdrawal = withdraw("dr-brandt", withdrawn);
    recorded(withdrawal, EntryKind.SYSTEM, Outcome.OK, "reidentification-withdrawn");

    for (String request : List.of(refused, withdrawn)) {
      assertThat(hospital.approve("trustee-1", request).statusCode()).isEqualTo(404);
      assertThat(hospital.open("dr-brandt", request).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void request_lapsesWithoutADecisionAndAnApprovalWithoutAnOpening() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "too-late"));
    String undecided = hospital.asked("dr-brandt", "study", codes);
    String unopened = hospital.approved("study", codes);
    age("requested_at = requested_at - interval '7 days 1 minute'", undecided);
    age("decided_at = decided_at - interval '24 hours 1 minute'", unopened);

    assertThat(hospital.approve("trustee-1", undecided).statusCode()).isEqualTo(404);
    HttpResponse<String> late = hospital.open("dr-brandt", unopened);

    refusedWithoutAValue(late, 403, "denied", Outcome.REFUSED);
    assertThat(late.body()).contains("is over");
  }

  @Test
  void opening_restsOnTheLogAndNotOnAColumn() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "forged"));
    String forged = hospital.asked("dr-brandt", "study", codes);
    age("state = 'approved', decided_at = now()", forged);
    String reopened = hospital.approved("study", codes);
    assertThat(hospital.open("dr-brandt", reopened).statusCode()).isEqualTo(200);
    age("state = 'approved', openings = 0", reopened);
    String anothers = hospital.approved("study", codes);

    refusedWithoutAValue(hospital.open("dr-brandt", forged), 403, "denied", Outcome.REFUSED);
    refusedWithoutAValue(hospital.open("dr-brandt", reopened), 403, "denied", Outcome.REFUSED);
    age("domain = 'registry'", anothers);
    refusedWithoutAValue(hospital.open("dr-brandt", anothers), 403, "denied", Outcome.REFUSED);
  }

  @Test
  void opening_byAnAskerWhomTheRowWasGivenToTellsNothing() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "given-away"));
    String theirs = hospital.asked("dr-ames", "study", codes);
    String request = hospital.approved("study", codes);
    age(
        "(asker_login, asker_staff) = (select asker_login, asker_staff from"
            + " reidentification_request where request_id = '"
            + theirs
            + "')",
        request);

    refusedWithoutAValue(hospital.open("dr-ames", request), 404, "not-found", Outcome.REFUSED);
  }

  @Test
  void opening_isForThePurposeThatWasApproved() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "other-purpose"));
    String request = hospital.approved("study", codes);
    String body =
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"request\",\"valueUuid\":\"urn:uuid:"
            + request
            + "\"}]}";

    HttpResponse<String> other =
        hospital.post(hospital.requester("dr-brandt"), "/fhir/$reidentify", "HLEGAL", body);

    refusedWithoutAValue(other, 403, "denied", Outcome.REFUSED);
    assertThat(hospital.open("dr-brandt", request).statusCode()).isEqualTo(200);
  }

  @Test
  void domainKey_isRotatedWhileTheGatewayServes() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "before-rotation"));
    String request = hospital.approved("study", codes);
    Path first = hospital.key("study");
    KeyRing.begin(first);
    String newest = KeyRing.load(first).newest().id();
    String wrapped = "update pseudonym_domain set kek_id = kek_id where kek_id = '" + newest + "'";
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (hospital.change(wrapped) == 0) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(200);
    }
    Path aside = folder.resolve("study.aside");
    Files.move(first, aside);

    HttpResponse<String> opened = hospital.open("dr-brandt", request);

    Files.move(aside, first);
    assertThat(opened.body()).contains("Patient/before-rotation");
  }

  @Test
  void rowsAndFiles_holdNothingOfWhoeverWasOpened() throws Exception {
    String name = "zq" + UUID.randomUUID().toString().replace("-", "");
    String request =
        hospital.approved("study", hospital.codes("study", Original.ofId("Patient", name)));
    assertThat(hospital.open("dr-brandt", request).body()).contains(name);

    assertThat(new FileSearch(name).below(hospital.gateway.data())).isEmpty();
  }

  private static List<String> many(int count) {
    return IntStream.range(0, count).mapToObj(_ -> UUID.randomUUID().toString()).toList();
  }

  private static HttpResponse<String> withdraw(String user, String request) throws Exception {
    return hospital.gateway.send(
        HttpRequest.newBuilder(hospital.gateway.url("/compliance/reidentifications/" + request))
            .header("Authorization", hospital.requester(user))
            .header("Cloister-Purpose", "TREAT")
            .DELETE()
            .build());
  }

  private static void age(String set, String request) throws Exception {
    assertThat(
            hospital.change(
                "update reidentification_request set "
                    + set
                    + " where request_id = '"
                    + request
                    + "'"))
        .isEqualTo(1);
  }

  private static void refusedWithoutAValue(
      HttpResponse<String> answer, int status, String code, Outcome outcome) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code).doesNotContain("Patient/");
    AuditRecord record = hospital.record(answer);
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.issues()).extracting(AuditRecord.Reason::code).containsExactly(code);
  }

  private static void recorded(
      HttpResponse<String> answer, EntryKind kind, Outcome outcome, String event) throws Exception {
    AuditRecord record = hospital.record(answer);
    assertThat(record.kind()).isEqualTo(kind);
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.event()).contains(event);
    assertThat(record.actor()).isPresent();
  }
}
