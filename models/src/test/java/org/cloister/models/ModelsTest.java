package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.cloister.models.Patients.CKD;
import static org.cloister.models.Patients.PREVENT;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cloister.deid.InputProblem;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Probe;
import org.cloister.models.metering.Stage;
import org.cloister.policies.ModelId;
import org.cloister.policies.RequestId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static Models models;

  @BeforeAll
  static void open() throws ModelException {
    models = Models.open(ModelRepository.shipped());
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void manifests_listsTheShippedModelsById() {
    assertThat(models.manifests()).extracting(Manifest::id).containsExactly(CKD, PREVENT);
    assertThat(models.manifest(PREVENT).orElseThrow().version()).isEqualTo("1.0.0");
    assertThat(models.manifest(new ModelId("no-such-model"))).isEmpty();
  }

  /// Inker 2021: kidney.epi's documented example, 57.54 mL/min/1.73 m2.
  @Test
  void predict_givesThePublishedEgfrAndItsKdigoCategory() {
    Prediction prediction =
        Patients.predict(models, CKD, Map.of("age", 60.0, "sex", 0.0, "creatinine", 1.4));
    Prediction.Output egfr = prediction.output("egfr").orElseThrow();
    assertThat(egfr.value()).isCloseTo(57.54, within(0.005));
    assertThat(egfr.band().orElseThrow().code()).isEqualTo("G3a");
    assertThat(egfr.output().code()).isEqualTo("98979-8");
  }

  /// Khan 2024, Supplemental Table S12: CVD .1468/.1632, HF .0806/.1059, ASCVD at 30 years
  /// .354/.349 (women/men).
  @Test
  void predict_givesThePublishedRisksOfTheWorkedExample() {
    Prediction woman = Patients.predict(models, PREVENT, Patients.workedExample(1));
    Prediction man = Patients.predict(models, PREVENT, Patients.workedExample(0));
    assertThat(value(woman, "total_cvd_10y")).isCloseTo(0.1468, within(5e-5));
    assertThat(value(man, "total_cvd_10y")).isCloseTo(0.1632, within(5e-5));
    assertThat(value(woman, "heart_failure_10y")).isCloseTo(0.0806, within(5e-5));
    assertThat(value(man, "heart_failure_10y")).isCloseTo(0.1059, within(5e-5));
    assertThat(value(woman, "ascvd_30y")).isCloseTo(0.354, within(5e-4));
    assertThat(value(man, "ascvd_30y")).isCloseTo(0.349, within(5e-4));
    assertThat(woman.notReturned()).isEmpty();
    assertThat(woman.output("total_cvd_10y").orElseThrow().band().orElseThrow().code())
        .isEqualTo("at-or-above-threshold");
  }

  @Test
  void predict_givesNoHeartFailureWithoutBodyMassIndexAndTheSameOtherwise() {
    Map<String, Double> values = Patients.workedExample(1);
    Prediction complete = Patients.predict(models, PREVENT, values);
    values.remove("bmi");
    Prediction prediction = Patients.predict(models, PREVENT, values);
    assertThat(prediction.notReturned())
        .extracting(absent -> absent.output().name())
        .containsExactly("heart_failure_10y", "heart_failure_30y");
    assertThat(prediction.notReturned().getFirst().reason()).contains("body mass index");
    for (String name : List.of("total_cvd_10y", "ascvd_10y", "total_cvd_30y", "ascvd_30y")) {
      assertThat(value(prediction, name)).isEqualTo(value(complete, name));
    }
  }

  @Test
  void predict_givesNoThirtyYearRiskFromTheAgeOfSixty() {
    Map<String, Double> values = Patients.workedExample(1);
    values.put("age", 59.0);
    assertThat(Patients.predict(models, PREVENT, values).notReturned()).isEmpty();
    values.put("age", 60.0);
    assertThat(Patients.predict(models, PREVENT, values).notReturned())
        .extracting(absent -> absent.output().name())
        .containsExactly("total_cvd_30y", "ascvd_30y", "heart_failure_30y");
  }

  @Test
  void predict_computesTheEgfrFromCreatinineAndSaysSo() {
    Map<String, Double> values = Patients.workedExample(1);
    values.remove("egfr");
    values.put("creatinine", 0.8);
    Prediction computed = Patients.predict(models, PREVENT, values);
    Prediction kidney =
        Patients.predict(models, CKD, Map.of("age", 50.0, "sex", 1.0, "creatinine", 0.8));

    assertThat(computed.computed()).hasSize(1);
    Prediction.Computed egfr = computed.computed().getFirst();
    assertThat(egfr.value()).isEqualTo(value(kidney, "egfr"));
    assertThat(egfr.model()).isEqualTo(CKD);
    assertThat(egfr.hash()).isEqualTo(kidney.modelHash());

    values.put("egfr", egfr.value());
    assertThat(value(Patients.predict(models, PREVENT, values), "total_cvd_10y"))
        .isEqualTo(value(computed, "total_cvd_10y"));
  }

  @Test
  void predict_prefersTheMeasuredEgfrOverAComputedOne() {
    Map<String, Double> values = Patients.workedExample(1);
    values.put("creatinine", 4.0);
    assertThat(Patients.predict(models, PREVENT, values).computed()).isEmpty();
  }

  @Test
  void predict_refusesAComputedEgfrOutsideOfThePublishedRange() {
    Map<String, Double> values = Patients.workedExample(1);
    values.remove("egfr");
    values.put("creatinine", 8.0); // eGFR below 15
    assertThat(refusal(values).kind()).isEqualTo(InputProblem.Kind.OUT_OF_RANGE);
    assertThat(refusal(values).code()).isEqualTo("98979-8");
    assertThat(refusal(values).message()).doesNotContainPattern("\\d");
  }

  @Test
  void predict_refusesWhenTheEgfrIsNeitherMeasuredNorComputable() {
    Map<String, Double> values = Patients.workedExample(1);
    values.remove("egfr");
    assertThat(refusal(values).kind()).isEqualTo(InputProblem.Kind.MISSING);
  }

  @Test
  void predict_treatsAMandatoryInputThatIsMissingAsABug() {
    Map<String, Double> values = Patients.workedExample(1);
    values.remove("sbp");
    assertThatThrownBy(() -> Patients.answer(models, PREVENT, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sbp");
  }

  @Test
  void predict_givesTheSameBitsToConcurrentCallers() throws Exception {
    Random random = new Random(20_261_124);
    List<Map<String, Double>> patients = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Map<String, Double> values = Patients.workedExample(random.nextInt(2));
      values.put("age", 30.0 + random.nextInt(50));
      values.put("sbp", 90 + 90 * random.nextDouble());
      values.put("total_chol", 130 + 190 * random.nextDouble());
      values.put("hdl", 20 + 80 * random.nextDouble());
      values.put("egfr", 15 + 125 * random.nextDouble());
      patients.add(values);
    }
    List<List<Double>> alone = patients.stream().map(ModelsTest::allValues).toList();
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Callable<List<Double>>> calls =
          patients.stream().<Callable<List<Double>>>map(p -> () -> allValues(p)).toList();
      List<Future<List<Double>>> together = callers.invokeAll(calls);
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void predict_entersQueueAndRunOnTheCallersMeter() {
    List<Stage> entered = new ArrayList<>();
    ModelResult result =
        models.answer(
            RequestId.random(),
            models.model(PREVENT),
            Patients.features(Patients.workedExample(1)),
            entered::add);
    assertThat(result).isInstanceOf(ModelResult.Predicted.class);
    assertThat(entered).containsExactly(Stage.QUEUE, Stage.RUN);
  }

  @Test
  void predict_timesWhatTheMeterTimes() {
    Meter meter = Meter.start(Probe.system());
    ModelResult result =
        models.answer(
            RequestId.random(),
            models.model(PREVENT),
            Patients.features(Patients.workedExample(1)),
            meter::enter);
    Prediction prediction = ((ModelResult.Predicted) result).prediction();
    assertThat(meter.stop().nanos(Stage.RUN))
        .isGreaterThanOrEqualTo(prediction.timing().runNanos());
    assertThat(prediction.timing().expectedRunNanos()).isPositive();
    assertThat(prediction.timing().cpuNanos()).isPresent();
  }

  @Test
  void toString_showsNoValue() {
    Map<String, Double> values = Patients.workedExample(1);
    values.remove("egfr");
    values.put("creatinine", 0.8);
    Prediction prediction = Patients.predict(models, PREVENT, values);
    String texts = prediction + " " + prediction.outputs() + " " + prediction.computed();
    assertThat(texts.replace(prediction.requestId().toString(), "")).doesNotContain("0.1", "8");
  }

  @Test
  void predict_failsAfterClose() throws ModelException {
    Models closed = Models.open(ModelRepository.shipped(), 1);
    closed.close();
    assertThatThrownBy(() -> Patients.answer(closed, PREVENT, Patients.workedExample(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void safelist_holdsWhatTheManifestListsAndNamesItsProfile() {
    Manifest manifest = models.manifest(PREVENT).orElseThrow();
    assertThat(manifest.safelist().inputs()).hasSize(12);
    assertThat(manifest.safelist().exclusions()).hasSize(4);
    assertThat(manifest.safelist().profile()).isEqualTo(manifest.digests().profile());
    assertThat(manifest.graphInputs()).hasSize(11).doesNotContain("creatinine");
  }

  private static InputProblem refusal(Map<String, Double> values) {
    return ((ModelResult.Refused) Patients.answer(models, PREVENT, values)).problems().getFirst();
  }

  private static List<Double> allValues(Map<String, Double> values) {
    return Patients.predict(models, PREVENT, values).outputs().stream()
        .map(Prediction.Output::value)
        .toList();
  }

  private static double value(Prediction prediction, String output) {
    return prediction.output(output).orElseThrow().value();
  }
}
