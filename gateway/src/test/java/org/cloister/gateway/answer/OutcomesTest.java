package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.policies.RequestId;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomesTest {
  private static final UUID ID = UUID.fromString("5f0c1b9e-8a51-4d3b-9d0e-3f2b8f6f4c11");

  @ParameterizedTest
  @EnumSource(OutcomeCode.class)
  void everyCode_isAValidOperationOutcome(OutcomeCode code) {
    OperationOutcome outcome =
        Validation.strictly(OperationOutcome.class, Outcomes.operationOutcome(Issue.of(code)));

    OperationOutcomeIssueComponent issue = outcome.getIssueFirstRep();
    assertThat(issue.getSeverity().toCode()).isEqualTo("error");
    assertThat(issue.getCode().toCode()).isEqualTo(code.issueType());
    assertThat(issue.getDetails().getCodingFirstRep().getSystem()).isEqualTo(Terminology.OUTCOME);
    assertThat(issue.getDetails().getCodingFirstRep().getCode()).isEqualTo(code.code());
    assertThat(issue.getDetails().getText()).isEqualTo(code.text());
    assertThat(issue.hasDiagnostics()).isFalse();
    assertThat(code.httpStatus()).isBetween(400, 504);
  }

  @ParameterizedTest
  @EnumSource(OutcomeCode.class)
  void everyCode_passesTheInstanceValidator(OutcomeCode code) {
    Validation.assumeSharedData();

    Validation.assertNoErrors(Outcomes.operationOutcome(Issue.of(code)));
  }

  @Test
  void issues_keepTheirOrderTheirExpressionsAndTheirReference() {
    OperationOutcome outcome =
        Validation.strictly(
            OperationOutcome.class,
            Outcomes.operationOutcome(
                List.of(
                    Issue.of(OutcomeCode.INPUT_MISSING)
                        .saying("Creatinine (LOINC 2160-0) is missing.")
                        .at("Parameters.parameter[1].resource"),
                    Issue.of(OutcomeCode.INVALID_RESOURCE)
                        .typed("code-invalid")
                        .ofRequest(new RequestId(ID)),
                    Issue.of(OutcomeCode.DENIED).ofDecision(ID))));

    assertThat(outcome.getIssue())
        .extracting(issue -> issue.getDetails().getCodingFirstRep().getCode())
        .containsExactly("input-missing", "invalid-resource", "denied");
    assertThat(outcome.getIssue().getFirst().getExpression().getFirst().getValue())
        .isEqualTo("Parameters.parameter[1].resource");
    assertThat(outcome.getIssue().get(1).getCode().toCode()).isEqualTo("code-invalid");
    assertThat(outcome.getIssue().get(1).getDiagnostics()).isEqualTo("request " + ID);
    assertThat(outcome.getIssue().get(2).getDiagnostics()).isEqualTo("decision " + ID);
  }

  @Test
  void text_isEscaped() {
    byte[] json =
        Outcomes.operationOutcome(
            Issue.of(OutcomeCode.INPUT_UNIT).saying("Use \"mg/dL\"\n\u0001."));

    assertThat(new String(json, StandardCharsets.UTF_8)).contains("\\\"mg/dL\\\"\\n\\u0001");
    assertThat(
            Validation.strictly(
                    OperationOutcome.class,
                    Outcomes.operationOutcome(
                        Issue.of(OutcomeCode.INPUT_UNIT).saying("Use \"mg/dL\".")))
                .getIssueFirstRep()
                .getDetails()
                .getText())
        .isEqualTo("Use \"mg/dL\".");
  }

  @Test
  void diagnostics_cannotSayAnythingElse() {
    assertThatThrownBy(() ->
            new Issue(
                OutcomeCode.INTERNAL,
                "exception",
                "The call failed.",
                List.of(),
                Optional.of("NullPointerException at line 1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("NullPointerException");
  }

  @Test
  void noIssue_isNoOutcome() {
    assertThatThrownBy(() -> Outcomes.operationOutcome(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
