package org.cloister.gateway.answer;

import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.cloister.gateway.answer.MeteringFigures.Timing;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.Sha256;

/// Answers of the kinds that the gateway gives, about nobody.
final class Answers {
  static final String BASE = "https://cloister.example/fhir";
  static final UUID RECORD = UUID.fromString("5f0c1b9e-8a51-4d3b-9d0e-3f2b8f6f4c11");

  static final OutputCode CVD_10 =
      OutputCode.local("cvd_10y", "10-year risk of cardiovascular disease", "prevent-cvd-10y");
  static final OutputCode CVD_30 =
      OutputCode.local("cvd_30y", "30-year risk of cardiovascular disease", "prevent-cvd-30y");
  static final OutputCode HF_10 =
      OutputCode.local("hf_10y", "10-year risk of heart failure", "prevent-hf-10y");
  static final OutputCode HF_30 =
      OutputCode.local("hf_30y", "30-year risk of heart failure", "prevent-hf-30y");
  static final OutputCode SINUS = OutputCode.local("sr", "Sinus rhythm", "ecg-sr");
  static final OutputCode EGFR =
      new OutputCode("egfr", "eGFR (CKD-EPI 2021)", "http://loinc.org", "98979-8");

  private static final Optional<Period> YEARS_10 = Optional.of(Period.ofYears(10));
  private static final Optional<Period> YEARS_30 = Optional.of(Period.ofYears(30));

  static final ResultValue.Band G3A =
      new ResultValue.Band(Terminology.MODEL_OUTPUT, "g3a", "G3a: mildly to moderately decreased");
  static final ResultValue.Band MODERATE =
      new ResultValue.Band(
          "http://terminology.hl7.org/CodeSystem/risk-probability",
          "moderate",
          "Moderate likelihood");

  static final ModelCard PREVENT =
      new ModelCard(
          new ModelId("prevent-2023-base"),
          "1.0.0",
          "PREVENT 2023, base",
          ModelCard.Kind.EQUATION,
          "Khan SS et al., Circulation 2024;149:430-449",
          Sha256.of(new byte[] {1}),
          ModelCard.ClinicalUse.ALLOWED,
          "For adults of 30 to 79 years without known cardiovascular disease.");

  static final ModelCard CKD_EPI =
      new ModelCard(
          new ModelId("ckd-epi-2021-cr"),
          "1.0.0",
          "CKD-EPI 2021, creatinine",
          ModelCard.Kind.EQUATION,
          "Inker LA et al., N Engl J Med 2021;385:1737-49",
          Sha256.of(new byte[] {2}),
          ModelCard.ClinicalUse.ALLOWED,
          "For adults with stable creatinine.");

  static final ModelCard ECG =
      new ModelCard(
          new ModelId("ecg-rhythm"),
          "0.1.0",
          "ECG rhythm net",
          ModelCard.Kind.NEURAL_NETWORK,
          "",
          Sha256.of(new byte[] {3}),
          ModelCard.ClinicalUse.NOT_FOR_CLINICAL_USE,
          "Trained and tested only on simulated signals. Not for clinical use.");

  private Answers() {}

  static Conformance.Catalogue catalogue() {
    return new Conformance.Catalogue(
        List.of(PREVENT, CKD_EPI, ECG),
        List.of(CVD_10, CVD_30, HF_10, HF_30, SINUS, EGFR),
        List.of(G3A, MODERATE));
  }

  /// Four risks, one of them with a class, from eleven resources, with a Consent.
  static AnswerContext prevent() {
    return context(
        PREVENT,
        List.of(
            new ResultValue.Probability(
                CVD_10, 0.14677777777777778, YEARS_10, Optional.of(MODERATE)),
            new ResultValue.Probability(CVD_30, 0.354, YEARS_30, Optional.empty()),
            new ResultValue.Probability(HF_10, 0.08056096777914255, YEARS_10, Optional.empty()),
            new ResultValue.Probability(HF_30, 1e-5, YEARS_30, Optional.empty())),
        Optional.of("Consent/c1"),
        List.of("https://cloister.health/policies/treatment"));
  }

  /// One amount with a class, without Consent and policies.
  static AnswerContext ckdEpi() {
    return context(
        CKD_EPI,
        List.of(new ResultValue.Quantity(EGFR, 57.539391, "mL/min/{1.73_m2}", Optional.of(G3A))),
        Optional.empty(),
        List.of());
  }

  /// Both kinds of result, of a network that must not be used on patients.
  static AnswerContext mixed() {
    return context(
        ECG,
        List.of(
            new ResultValue.Quantity(EGFR, 1e-7, "{score}", Optional.empty()),
            new ResultValue.Probability(SINUS, 1.0, Optional.empty(), Optional.empty()),
            new ResultValue.Quantity(EGFR, -12_000_000, "{score}", Optional.empty())),
        Optional.empty(),
        List.of());
  }

  /// No input names a resource, nothing was measured.
  static AnswerContext bare() {
    AnswerContext full = ckdEpi();
    return new AnswerContext(
        full.baseUrl(),
        full.recordId(),
        full.patientReference(),
        full.occurred(),
        full.purpose(),
        List.of(),
        Optional.empty(),
        full.model(),
        full.results(),
        List.of(),
        List.of(),
        new MeteringFigures(
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            "none",
            OptionalLong.empty(),
            0,
            0,
            List.of()));
  }

  static Supplier<UUID> ids() {
    long[] next = {0};
    return () -> new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L | ++next[0]);
  }

  private static AnswerContext context(
      ModelCard model, List<ResultValue> results, Optional<String> consent, List<String> policies) {
    return new AnswerContext(
        BASE,
        RECORD,
        "Patient/p1",
        Instant.parse("2026-11-24T08:15:30.123456789Z"),
        PurposeOfUse.TREAT,
        policies,
        consent,
        model,
        results,
        List.of(
            BasisInput.of("Patient/p1", "Age"),
            BasisInput.of("https://ehr.example/fhir/Observation/o1", "Systolic blood pressure"),
            BasisInput.of("Observation/o2", "Total cholesterol"),
            BasisInput.of("Observation/o3", "HDL cholesterol"),
            BasisInput.of("Observation/o4", "Body mass index"),
            BasisInput.of("Observation/o5", "Creatinine"),
            BasisInput.of("Observation/o6", "Smoking"),
            BasisInput.of("Condition/c1", "Diabetes"),
            BasisInput.of("MedicationStatement/m1", "Antihypertensive"),
            BasisInput.of("MedicationStatement/m2", "Statin"),
            BasisInput.of("urn:uuid:5f0c1b9e-8a51-4d3b-9d0e-3f2b8f6f4c12", "eGFR")),
        List.of("eGFR was computed from creatinine with ckd-epi-2021-cr."),
        metering());
  }

  static MeteringFigures metering() {
    return new MeteringFigures(
        List.of(
            new Timing("authenticate", 41_201),
            new Timing("parse", 812_044),
            new Timing("authorise", 201_122),
            new Timing("deidentify", 64_210),
            new Timing("queue", 1_204),
            new Timing("run", 39_114),
            new Timing("interpret", 18_204),
            new Timing("seal", 22_412)),
        OptionalLong.of(1_150_201),
        OptionalLong.of(3_221),
        OptionalLong.of(402_112),
        "rapl",
        OptionalLong.of(12_000),
        2_412,
        5_000_000_000L,
        List.of(
            new Timing("queue", 0),
            new Timing("run-queue", 3_221),
            new Timing("gc", 0),
            new Timing("residual", -12)));
  }
}
