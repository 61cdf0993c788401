package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.junit.jupiter.api.Test;

class ResultEncoderTest {
  private final AnswerWriter writer = new AnswerWriter();

  private AnswerResources write(AnswerContext answer) {
    return writer.write(answer, Answers.ids());
  }

  private RiskAssessment riskAssessment(AnswerContext answer) {
    return Validation.strictly(RiskAssessment.class, write(answer).results().getFirst().json());
  }

  private Observation observation(AnswerContext answer) {
    return Validation.strictly(Observation.class, write(answer).results().getLast().json());
  }

  @Test
  void probabilityDecimal_isAPercentageThatNamesTheModelsVeryDouble() {
    assertThat(riskAssessment(Answers.prevent()).getPrediction())
        .extracting(prediction -> prediction.getProbabilityDecimalType().getValue().toPlainString())
        .containsExactly("14.677777777777778", "35.4", "8.056096777914255", "0.0010");
    // ras-2: a probability is at most 100.
    assertThat(riskAssessment(Answers.mixed()).getPredictionFirstRep().getProbabilityDecimalType())
        .satisfies(hundred -> assertThat(hundred.getValue()).isEqualByComparingTo("100"));
  }

  @Test
  void prediction_saysWithinHowManyYearsInUcum() {
    RiskAssessment.RiskAssessmentPredictionComponent first =
        riskAssessment(Answers.prevent()).getPredictionFirstRep();

    assertThat(first.getWhenRange().getHigh().getValue()).isEqualByComparingTo("10");
    assertThat(first.getWhenRange().getHigh().getCode()).isEqualTo("a");
    assertThat(first.getOutcome().getCodingFirstRep().getCode()).isEqualTo("prevent-cvd-10y");
    assertThat(first.getQualitativeRisk().getCodingFirstRep().getCode()).isEqualTo("moderate");
    assertThat(riskAssessment(Answers.prevent()).getPrediction().get(1).hasQualitativeRisk())
        .isFalse();
    assertThat(riskAssessment(Answers.mixed()).getPredictionFirstRep().hasWhen()).isFalse();
  }

  @Test
  void horizon_isYearsMonthsOrDays() {
    assertThat(horizonUnit(Period.ofDays(90))).isEqualTo("90 d");
    assertThat(horizonUnit(Period.ofMonths(6))).isEqualTo("6 mo");
    assertThatThrownBy(() -> horizonUnit(Period.of(1, 2, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String horizonUnit(Period horizon) {
    AnswerContext mixed = Answers.mixed();
    AnswerContext answer =
        new AnswerContext(
            mixed.baseUrl(),
            mixed.recordId(),
            mixed.patientReference(),
            mixed.occurred(),
            mixed.purpose(),
            mixed.policyUris(),
            mixed.consentReference(),
            mixed.model(),
            List.of(
                new ResultValue.Probability(
                    Answers.SINUS, 0.5, Optional.of(horizon), Optional.empty())),
            mixed.basis(),
            mixed.notes(),
            mixed.metering());
    Quantity high = riskAssessment(answer).getPredictionFirstRep().getWhenRange().getHigh();
    return high.getValue().toPlainString() + " " + high.getCode();
  }

  @Test
  void status_isFinalOnlyWhereTheModelMayBeUsedOnPatients() {
    assertThat(riskAssessment(Answers.prevent()).getStatus().toCode()).isEqualTo("final");
    assertThat(observation(Answers.ckdEpi()).getStatus().toCode()).isEqualTo("final");
    assertThat(riskAssessment(Answers.mixed()).getStatus().toCode()).isEqualTo("preliminary");
    assertThat(observation(Answers.mixed()).getStatus().toCode()).isEqualTo("preliminary");
  }

  @Test
  void result_isLabelledNamesItsDeviceAndEveryInput() {
    RiskAssessment result = riskAssessment(Answers.prevent());

    assertThat(result.getMeta().getSecurity()).extracting(Coding::getCode).containsExactly("AIAST");
    assertThat(result.getPerformer().getReference())
        .isEqualTo(Answers.BASE + "/Device/prevent-2023-base-1.0.0");
    assertThat(result.getBasis()).hasSize(Answers.prevent().basis().size());
    assertThat(result.getSubject().getReference()).isEqualTo("Patient/p1");
    assertThat(result.getOccurrenceDateTimeType().getValueAsString())
        .isEqualTo("2026-11-24T08:15:30.123Z");
    assertThat(result.getNoteFirstRep().getText()).isEqualTo(Answers.PREVENT.intendedUse());
  }

  @Test
  void observation_carriesTheWholeValueAndDerivesFromObservationsOnly() {
    Observation result = observation(Answers.ckdEpi());

    assertThat(result.getValueQuantity().getValue()).isEqualByComparingTo("57.539391");
    assertThat(result.getValueQuantity().getCode()).isEqualTo("mL/min/{1.73_m2}");
    assertThat(result.getCode().getCoding())
        .extracting(Coding::getCode)
        .containsExactly("98979-8", "egfr");
    assertThat(result.getInterpretationFirstRep().getCodingFirstRep().getCode()).isEqualTo("g3a");
    assertThat(result.getDerivedFrom())
        .extracting(Reference::getReference)
        .hasSize(6)
        .allMatch(reference -> reference.contains("Observation/"));
  }

  @Test
  void observation_writesSmallAndLargeValuesWithoutExponent() {
    List<EncodedResource> results = write(Answers.mixed()).results();

    assertThat(new String(results.get(1).json(), StandardCharsets.UTF_8))
        .contains("\"value\":0.00000010,");
    assertThat(
            Validation.strictly(Observation.class, results.get(2).json())
                .getValueQuantity()
                .getValue())
        .isEqualByComparingTo(BigDecimal.valueOf(-12_000_000));
  }
}
