package org.cloister.gateway.compliance.reidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.gateway.compliance.reidentify.ReidentifyingHospital.asking;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.deid.pseudonym.Original;
import org.cloister.gateway.identity.DemoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who asks for a re-identification, who decides, and until when: over HTTP, on a real PostgreSQL.
final class ReidentificationRequestTest {
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
  void approval_isNeverTheAskersOwn() throws Exception {
    List<String> codes = hospital.codes("study", Original.ofId("Patient", "own-approval"));
    String request = hospital.asked("dr-ames", "study", codes);

    HttpResponse<String> own = hospital.approve("dr-ames", request);

    assertThat(own.statusCode()).isEqualTo(403);
    hospital.recorded(own, EntryKind.ACCESS, Outcome.REFUSED, "reidentification-approved");
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
      hospital.recorded(approved, EntryKind.DENIAL, Outcome.DENIED, "reidentification-approved");
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
      hospital.recorded(asked, EntryKind.DENIAL, Outcome.DENIED, "reidentification-requested");
    }
  }

  @Test
  void asking_forADerivedCodeIsRefusedAtOnce() throws Exception {
    Original alice = Original.ofId("Patient", "derived");
    String derived =
        Objects.requireNonNull(hospital.keyed("study").codes(List.of(alice)).get(alice));

    hospital.refusedWithoutAValue(
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
      hospital.recorded(answer, EntryKind.ACCESS, Outcome.REFUSED, "reidentification-requested");
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
    hospital.recorded(refusal, EntryKind.SYSTEM, Outcome.OK, "reidentification-refused");
    assertThat(hospital.record(refusal).detail("note")).contains("no physician asked for it");
    assertThat(withdraw("dr-ames", withdrawn).statusCode()).as("another's").isEqualTo(404);
    HttpResponse<String> withdrawal = withdraw("dr-brandt", withdrawn);
    hospital.recorded(withdrawal, EntryKind.SYSTEM, Outcome.OK, "reidentification-withdrawn");

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
    hospital.setRow(undecided, "requested_at = requested_at - interval '7 days 1 minute'");
    hospital.setRow(unopened, "decided_at = decided_at - interval '24 hours 1 minute'");

    assertThat(hospital.approve("trustee-1", undecided).statusCode()).isEqualTo(404);
    HttpResponse<String> late = hospital.open("dr-brandt", unopened);

    hospital.refusedWithoutAValue(late, 403, "denied", Outcome.REFUSED);
    assertThat(late.body()).contains("is over");
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
}
