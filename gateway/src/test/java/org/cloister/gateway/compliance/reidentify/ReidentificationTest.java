package org.cloister.gateway.compliance.reidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.gateway.compliance.reidentify.ReidentifyingHospital.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    hospital.recorded(asked, EntryKind.SYSTEM, Outcome.OK, "reidentification-requested");
    hospital.recorded(approval, EntryKind.SYSTEM, Outcome.OK, "reidentification-approved");
    hospital.recorded(opened, EntryKind.ACCESS, Outcome.OK, "reidentified");
    AuditRecord opening = hospital.record(opened);
    hospital.recorded(again, EntryKind.ACCESS, Outcome.REFUSED, "reidentified");
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
  void opening_ofACodeOfAnotherDomainTellsNothingAndEndsTheRequest() throws Exception {
    List<String> elsewhere = hospital.codes("registry", Original.ofId("Patient", "far-away"));
    List<String> here = hospital.codes("study", Original.ofId("Patient", "near-by"));
    String request = hospital.approved("study", List.of(here.getFirst(), elsewhere.getFirst()));

    HttpResponse<String> answer = hospital.open("dr-brandt", request);

    hospital.refusedWithoutAValue(answer, 422, "unknown-pseudonym", Outcome.REFUSED);
    assertThat(json(answer).path("issue").get(0).path("expression").get(0).asText())
        .endsWith("[1]");
    assertThat(hospital.open("dr-brandt", request).statusCode()).as("ended").isEqualTo(403);
    String unknown = hospital.approved("study", List.of(UUID.randomUUID().toString()));
    hospital.refusedWithoutAValue(
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
      hospital.refusedWithoutAValue(answer, 422, "unknown-pseudonym", Outcome.REFUSED);
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
      hospital.refusedWithoutAValue(answer, 500, "changed-pseudonym", Outcome.FAILED);
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

    hospital.refusedWithoutAValue(wrong, 503, "domain-key-away", Outcome.FAILED);
    hospital.refusedWithoutAValue(none, 503, "unavailable", Outcome.FAILED);
    assertThat(hospital.open("dr-brandt", request).body()).contains("Patient/other-key");
  }

  @Test
  void opening_restsOnTheLogAndNotOnAColumn() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "forged"));
    String forged = hospital.asked("dr-brandt", "study", codes);
    hospital.setRow(forged, "state = 'approved', decided_at = now()");
    String reopened = hospital.approved("study", codes);
    assertThat(hospital.open("dr-brandt", reopened).statusCode()).isEqualTo(200);
    hospital.setRow(reopened, "state = 'approved', openings = 0");
    String anothers = hospital.approved("study", codes);

    hospital.refusedWithoutAValue(
        hospital.open("dr-brandt", forged), 403, "denied", Outcome.REFUSED);
    hospital.refusedWithoutAValue(
        hospital.open("dr-brandt", reopened), 403, "denied", Outcome.REFUSED);
    hospital.setRow(anothers, "domain = 'registry'");
    hospital.refusedWithoutAValue(
        hospital.open("dr-brandt", anothers), 403, "denied", Outcome.REFUSED);
  }

  @Test
  void opening_byAnAskerWhomTheRowWasGivenToTellsNothing() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "given-away"));
    String theirs = hospital.asked("dr-ames", "study", codes);
    String request = hospital.approved("study", codes);
    hospital.setRow(
        request,
        "(asker_login, asker_staff) = (select asker_login, asker_staff from"
            + " reidentification_request where request_id = '"
            + theirs
            + "')");

    hospital.refusedWithoutAValue(
        hospital.open("dr-ames", request), 404, "not-found", Outcome.REFUSED);
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

    hospital.refusedWithoutAValue(other, 403, "denied", Outcome.REFUSED);
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
}
