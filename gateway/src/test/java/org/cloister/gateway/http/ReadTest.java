package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.infer.Results;
import org.cloister.gateway.infer.SharedGateway;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may read back what. Two patients have a result each; their names are this class's own.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ReadTest {
  private static final String ANNA = "read-anna";
  private static final String BERT = "read-bert";
  private static final String NOBODY = "RiskAssessment/7f1c9d2e-0000-4000-8000-000000000000";

  private final TestGateway gateway;
  private final IssuedTokens tokens;
  private String annasRisk = "";
  private String annasProvenance = "";
  private String annasAnswer = "";
  private String bertsRisk = "";
  private String bertsProvenance = "";

  ReadTest(TestGateway gateway) throws IOException {
    this.gateway = gateway;
    this.tokens = new IssuedTokens(gateway);
  }

  @BeforeAll
  void inferTwice() throws Exception {
    String ehr = gateway.token(DemoClient.EHR);
    annasAnswer = gateway.infer(ehr, ModelCall.prevent(ANNA).body()).body();
    Bundle anna = Results.bundle(annasAnswer);
    annasRisk = Results.references(anna, RiskAssessment.class).getFirst();
    annasProvenance = Results.references(anna, Provenance.class).getFirst();
    Bundle bert = Results.bundle(gateway.infer(ehr, ModelCall.prevent(BERT).body()).body());
    bertsRisk = Results.references(bert, RiskAssessment.class).getFirst();
    bertsProvenance = Results.references(bert, Provenance.class).getFirst();
  }

  @Test
  void scope_mustCoverTypeAndInteraction() throws Exception {
    String observations = tokens.withScope("system/Observation.rs");
    assertInsufficient(get(observations, annasRisk));
    assertInsufficient(get(observations, NOBODY));
    assertInsufficient(get(observations, "RiskAssessment?subject=Patient/" + ANNA));
    assertInsufficient(get(observations, annasProvenance));

    String readOnly = tokens.withScope("system/RiskAssessment.r");
    assertThat(get(readOnly, annasRisk).statusCode()).isEqualTo(200);
    assertInsufficient(get(readOnly, "RiskAssessment?subject=Patient/" + ANNA));
    String searchOnly = tokens.withScope("system/RiskAssessment.s");
    assertThat(get(searchOnly, "RiskAssessment?subject=Patient/" + ANNA).statusCode())
        .isEqualTo(200);
    assertInsufficient(get(searchOnly, annasRisk));
  }

  @Test
  void tokenOfOnePatient_readsThatPatientOnly() throws Exception {
    String anna = gateway.token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient(ANNA));
    assertThat(annasAnswer).contains("\"resource\":" + get(anna, annasRisk).body());
    assertThat(annasAnswer).contains("\"resource\":" + get(anna, annasProvenance).body());
    assertThat(found(get(anna, "RiskAssessment?subject=Patient/" + ANNA), RiskAssessment.class))
        .containsExactly(annasRisk);
    assertThat(found(get(anna, "Provenance?target=" + annasRisk), Provenance.class))
        .containsExactly(annasProvenance);

    HttpResponse<String> otherSearch = get(anna, "RiskAssessment?subject=Patient/" + BERT);
    assertRefused(otherSearch, 403, "forbidden");
    HttpResponse<String> noneSearch = get(anna, "RiskAssessment?subject=Patient/read-nobody");
    assertThat(noneSearch.body()).isEqualTo(otherSearch.body());
  }

  /// Whose it is must not show in how it is refused.
  @Test
  void othersResult_looksLikeOneThatDoesNotExist() throws Exception {
    String anna = gateway.token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient(ANNA));
    HttpResponse<String> unknown = get(anna, NOBODY);
    assertRefused(unknown, 404, "not-found");
    for (String reference : List.of(bertsRisk, bertsProvenance)) {
      HttpResponse<String> others = get(anna, reference);
      assertThat(others.statusCode()).isEqualTo(404);
      assertThat(others.body()).isEqualTo(unknown.body());
      assertThat(names(others)).isEqualTo(names(unknown));
    }
    HttpResponse<String> ofNothing = get(anna, "Provenance?target=" + NOBODY);
    assertThat(found(ofNothing, Provenance.class)).isEmpty();
    assertThat(get(anna, "Provenance?target=" + bertsRisk).body()).isEqualTo(ofNothing.body());
  }

  @Test
  void tokenOfOnePatient_infersForThatPatientOnly() throws Exception {
    String anna = gateway.token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient(ANNA));
    assertThat(gateway.infer(anna, ModelCall.ckdEpi(ANNA).body()).statusCode()).isEqualTo(200);
    assertRefused(gateway.infer(anna, ModelCall.ckdEpi(BERT).body()), 403, "forbidden");
  }

  @ParameterizedTest
  @CsvSource({"TREAT, 200", "ETREAT, 200", "HOPERAT, 200", "HRESCH, 403", "treat, 403", "X, 403"})
  void statedPurpose_mustBeOneOfTheTokens(String purpose, int status) throws Exception {
    HttpResponse<String> response =
        gateway.send(
            request(gateway.token(DemoClient.EHR), "RiskAssessment?subject=Patient/" + ANNA)
                .header("Cloister-Purpose", purpose)
                .build());
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void purpose_mustBeStatedWhereTheTokenLeavesAChoice() throws Exception {
    String search = "RiskAssessment?subject=Patient/" + ANNA;
    assertRefused(get(gateway.token(DemoClient.EHR), search), 403, "forbidden");
    assertThat(get(gateway.token(DemoClient.VIEWER), search).statusCode()).isEqualTo(200);
  }

  @Test
  void research_readsNothingWithoutTheConsentOfThePatient() throws Exception {
    String research = gateway.token(DemoClient.RESEARCH);
    assertRefused(get(research, "RiskAssessment?subject=Patient/" + ANNA), 403, "forbidden");
    assertRefused(get(research, annasRisk), 404, "not-found");
  }

  @Test
  void compliance_readsProvenanceAndNoResult() throws Exception {
    String compliance = gateway.token(DemoClient.COMPLIANCE);
    assertThat(annasAnswer).contains("\"resource\":" + get(compliance, annasProvenance).body());
    assertInsufficient(get(compliance, annasRisk));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RiskAssessment?subject=Patient/read-anna&date=2024",
        "RiskAssessment?subject=Patient/read-anna&_include=*",
        "RiskAssessment?subject:identifier=x",
        "Observation?patient=read-anna&code=1",
        "Provenance?target=RiskAssessment/x&patient=read-anna"
      })
  void unknownSearchParameter_isRefused(String search) throws Exception {
    assertRefused(get(gateway.token(DemoClient.VIEWER), search), 400, "not-supported");
  }

  @ParameterizedTest
  @CsvSource({
    "RiskAssessment, required",
    "RiskAssessment?subject=, required",
    "RiskAssessment?subject=Patient/a&subject=Patient/b, required",
    "RiskAssessment?subject=Patient/a&patient=b, required",
    "RiskAssessment?subject=Group/a, required",
    "RiskAssessment?subject=http://elsewhere.example/Patient/a, required",
    "'RiskAssessment?subject=Patient/a,Patient/b', required",
    "RiskAssessment?subject=Patient/a&_count=0, invalid",
    "RiskAssessment?subject=Patient/a&_count=101, invalid",
    "RiskAssessment?subject=Patient/a&_count=ten, invalid",
    "RiskAssessment?subject=Patient/a&_count=1&_count=2, invalid",
    "Provenance, required",
    "Provenance?target=Patient/a, required",
    "Provenance?target=RiskAssessment/a/b, required"
  })
  void searchThatNamesNotOnePatient_isRefused(String search, String issue) throws Exception {
    assertRefused(get(gateway.token(DemoClient.VIEWER), search), 400, issue);
  }

  @Test
  void search_givesThePatientsResultsNewestFirst() throws Exception {
    String ehr = gateway.token(DemoClient.EHR);
    String viewer = gateway.token(DemoClient.VIEWER);
    String patient = "read-clara";
    String older = result(gateway.infer(ehr, ModelCall.ckdEpi(patient).body()));
    String newer = result(gateway.infer(ehr, ModelCall.ckdEpi(patient).body()));
    assertThat(found(get(viewer, "Observation?subject=Patient/" + patient), Observation.class))
        .containsExactly(newer, older);
    assertThat(
            found(get(viewer, "Observation?patient=" + patient + "&_count=1"), Observation.class))
        .containsExactly(newer);
    HttpResponse<String> none = get(viewer, "RiskAssessment?subject=Patient/" + patient);
    assertThat(Results.bundle(none.body()).getTotal()).isZero();
    assertThat(Results.bundle(none.body()).getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
  }

  private static String result(HttpResponse<String> response) {
    return Results.references(Results.bundle(response.body()), Observation.class).getFirst();
  }

  private static List<String> found(
      HttpResponse<String> response, Class<? extends org.hl7.fhir.r4.model.Resource> type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Results.references(Results.bundle(response.body()), type);
  }

  private HttpRequest.Builder request(String token, String path) {
    return gateway.request("/fhir/" + path).header("Authorization", token).GET();
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    return gateway.send(request(token, path).build());
  }

  private static List<String> names(HttpResponse<String> response) {
    return response.headers().map().keySet().stream().sorted().toList();
  }

  private static void assertInsufficient(HttpResponse<String> response) {
    assertRefused(response, 403, "forbidden");
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_scope\"");
  }

  private static void assertRefused(HttpResponse<String> response, int status, String issue) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    OperationOutcome outcome = Results.outcome(response.body());
    assertThat(outcome.getIssueFirstRep().getCode().toCode()).isEqualTo(issue);
    assertThat(response.body()).doesNotContain(ANNA, BERT);
  }
}
