package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cloister.models.Patients.CKD;
import static org.cloister.models.Patients.PREVENT;
import static org.cloister.testkit.PatientBundle.ATC;
import static org.cloister.testkit.PatientBundle.SNOMED;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.Deidentified;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.Deidentifier;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.ParsedBundle;
import org.cloister.deid.Safelist;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Probe;
import org.cloister.models.metering.Stage;
import org.cloister.policies.AccessRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.Decision;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.policies.Policies;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.ResultType;
import org.cloister.policies.Scope;
import org.cloister.policies.Sha256;
import org.cloister.policies.SignIn;
import org.cloister.testkit.PatientBundle;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The shipped manifests as the de-identifier reads them: a FHIR bundle in, a prediction out.
class CaseToPredictionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String MEASURED_AT = "2026-11-20T08:00:00Z";
  private static final FhirContext FHIR = FhirContext.forR4();

  private static Models models;
  private static Policies policies;

  @BeforeAll
  static void open() throws Exception {
    models = Models.open(ModelRepository.shipped());
    policies = Policies.shipped();
  }

  @AfterAll
  static void close() {
    models.close();
  }

  /// The worked example of Khan 2024, Supplemental Table S12, as a hospital would send it.
  @Test
  void predict_givesThePublishedRiskFromABundle() {
    PatientBundle bundle =
        withoutEgfr().measured("o6", "98979-8", "90", "mL/min/{1.73_m2}", MEASURED_AT);
    Prediction prediction = predict(bundle, PREVENT);
    assertThat(prediction.output("total_cvd_10y").orElseThrow().value())
        .isCloseTo(0.1468, within(5e-5));
    assertThat(prediction.computed()).isEmpty();
    assertThat(prediction.notReturned()).isEmpty();
  }

  @Test
  void predict_fillsTheEgfrFromCreatinineInMicromolesPerLitre() {
    PatientBundle bundle = withoutEgfr().measured("o6", "14682-9", "70.72", "umol/L", MEASURED_AT);
    Prediction prediction = predict(bundle, PREVENT);
    // 70.72 umol/L are 0.8 mg/dL: 142 * (0.8/0.7)^-1.2 * 0.9938^50 * 1.012.
    assertThat(prediction.computed().getFirst().value()).isCloseTo(89.69, within(0.1));
  }

  @Test
  void predict_entersQueueAndRunOnAMeter() {
    Meter meter = Meter.start(Probe.system(), Stage.DEIDENTIFY);
    PatientBundle bundle = withoutEgfr().measured("o6", "2160-0", "0.8", "mg/dL", MEASURED_AT);
    ModelResult result = models.predict(deidentify(bundle, safelist(CKD)), meter);
    assertThat(result).isInstanceOf(ModelResult.Predicted.class);
    assertThat(meter.stop().nanos(Stage.RUN)).isPositive();
  }

  @Test
  void predict_refusesACaseThatWasMadeUnderAnotherSafelist() {
    Safelist own = safelist(CKD);
    Safelist other =
        new Safelist(own.model(), own.inputs(), own.exclusions(), Sha256.of(new byte[] {1}));
    PatientBundle bundle = withoutEgfr().measured("o6", "2160-0", "0.8", "mg/dL", MEASURED_AT);
    DeidentifiedCase foreign = deidentify(bundle, other);
    assertThatThrownBy(() -> models.predict(foreign)).isInstanceOf(IllegalArgumentException.class);
  }

  private static PatientBundle withoutEgfr() {
    return PatientBundle.about("p1")
        .patient("female", "1976-02-01")
        .bloodPressure("o1", "160", "90", MEASURED_AT)
        .measured("o2", "2093-3", "200", "mg/dL", MEASURED_AT)
        .measured("o3", "2085-9", "45", "mg/dL", MEASURED_AT)
        .measured("o4", "39156-5", "35", "kg/m2", MEASURED_AT)
        .observation(
            "o5", "72166-2", PatientBundle.concept(SNOMED, "266919005"), "final", MEASURED_AT)
        .condition("c1", SNOMED, "44054006")
        .medication("m1", ATC, "C09AA03");
  }

  private static Safelist safelist(ModelId model) {
    return models.manifest(model).orElseThrow().safelist();
  }

  private static Prediction predict(PatientBundle bundle, ModelId model) {
    ModelResult result = models.predict(deidentify(bundle, safelist(model)));
    return ((ModelResult.Predicted) result).prediction();
  }

  private static DeidentifiedCase deidentify(PatientBundle json, Safelist safelist) {
    RequestId requestId = RequestId.random();
    Bundle parsed = FHIR.newJsonParser().parseResource(Bundle.class, json.json());
    IdentifiedBundle bundle =
        ((ParsedBundle.Accepted) IdentifiedBundle.parse(requestId, parsed)).bundle();
    Deidentified result =
        new Deidentifier(Clock.fixed(NOW, ZoneOffset.UTC))
            .deidentify(bundle, permit(bundle, safelist.model()), safelist, Optional.of(NOW));
    return switch (result) {
      case Deidentified.Released released -> released.released();
      case Deidentified.Insufficient insufficient ->
          throw new AssertionError(insufficient.problems());
    };
  }

  private static Permit permit(IdentifiedBundle bundle, ModelId model) {
    Caller caller =
        new Caller(
            "sub-1",
            "https://issuer.example",
            "ehr",
            "jti-1",
            "hospital",
            Set.of("clinician"),
            List.of(Scope.parse("system/*.cruds").orElseThrow()),
            Set.of(PurposeOfUse.TREAT),
            Optional.empty(),
            Optional.of("Practitioner/d1"),
            SignIn.UNSTATED);
    AccessRequest request =
        new AccessRequest(
            bundle.requestId(),
            caller,
            model,
            ResultType.RISK_ASSESSMENT,
            Optional.of(PurposeOfUse.TREAT),
            "hospital",
            bundle.patientId(),
            bundle.consentedResources(),
            bundle.consents(),
            Set.of(),
            Optional.empty(),
            NOW);
    return ((Decision.Permitted) policies.decide(request)).permit();
  }
}
