package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.gateway.answer.MeteringFigures.Timing;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.infer.Metering.Gateway;
import org.cloister.models.metering.EnergyMeter;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Probe;
import org.cloister.models.metering.Stage;
import org.cloister.models.metering.Tariff;
import org.cloister.policies.RequestId;
import org.junit.jupiter.api.Test;

final class MeteringTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Metering metering = new Metering(Tariff.DEFAULT, EnergyMeter.system(), registry);

  private static Call refusedBeforeAModelWasKnown() {
    return new Call(Instant.EPOCH, Meter.start(Probe.system()), RequestId.random());
  }

  /// As before the commit: 1 us in the first stage, 1 us more in each further one.
  private static Measured measured(OptionalLong cpuNanos) {
    Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    for (Stage stage : EnumSet.complementOf(EnumSet.of(Stage.COMMIT))) {
      nanos.put(stage, (nanos.size() + 1) * 1000L);
    }
    return new Measured(
        nanos, cpuNanos, OptionalLong.of(2048), OptionalLong.of(7), OptionalLong.empty());
  }

  @Test
  void figures_nameEveryStageThatWasRunInTheOrderOfThePipeline() {
    try (Call call = refusedBeforeAModelWasKnown()) {
      MeteringFigures figures = metering.figures(call, measured(OptionalLong.of(20_000)));
      assertThat(figures.stages())
          .containsExactly(
              new Timing("authenticate", 1000),
              new Timing("parse", 2000),
              new Timing("authorise", 3000),
              new Timing("deidentify", 4000),
              new Timing("queue", 5000),
              new Timing("run", 6000),
              new Timing("interpret", 7000),
              new Timing("seal", 8000));
    }
  }

  @Test
  void figures_priceCpuTimeByTheTariff() {
    try (Call call = refusedBeforeAModelWasKnown()) {
      // 20 us at 1.7e6 pico-USD a second.
      assertThat(metering.figures(call, measured(OptionalLong.of(20_000))).costPicoUsd())
          .isEqualTo(34);
    }
  }

  @Test
  void figures_leaveAbsentWhatWasNotMeasured() {
    try (Call call = refusedBeforeAModelWasKnown()) {
      MeteringFigures figures = metering.figures(call, measured(OptionalLong.empty()));
      assertThat(figures.cpuNanos()).isEmpty();
      assertThat(figures.costPicoUsd()).isZero();
      assertThat(figures.energyMethod()).isEqualTo("none");
      assertThat(figures.energyNanojoules()).isEmpty();
      assertThat(figures.expectedNanos()).isZero();
      assertThat(figures.excess()).isEmpty();
    }
  }

  @Test
  void observe_countsARefusalUnderItsCodeAndNoModel() {
    try (Call call = refusedBeforeAModelWasKnown()) {
      metering.observe(
          call, measured(OptionalLong.empty()), Optional.of(OutcomeCode.DENIED), Gateway.IDLE);
      metering.observe(
          call, measured(OptionalLong.empty()), Optional.of(OutcomeCode.DENIED), Gateway.BUSY);
    }
    assertThat(
            registry.get("cloister.calls").tag("model", "none").tag("outcome", "denied").counter())
        .returns(2.0, counter -> counter.count());
    assertThat(registry.getMeters()).hasSize(1);
  }

  /// A label per patient or caller would publish who was asked about, and fill the memory.
  @Test
  void observe_labelsNothingButModelStageAndOutcome() {
    for (OutcomeCode code : OutcomeCode.values()) {
      try (Call call = refusedBeforeAModelWasKnown()) {
        call.aboutPatient("canary-patient");
        metering.observe(call, measured(OptionalLong.of(1)), Optional.of(code), Gateway.BUSY);
      }
    }
    Set<String> labels = new TreeSet<>();
    for (var id : registry.getMeters().stream().map(each -> each.getId()).toList()) {
      id.getTags().forEach(tag -> labels.add(tag.getKey()));
      assertThat(id.toString()).doesNotContain("canary");
    }
    assertThat(labels).isEqualTo(Set.of("model", "outcome"));
    assertThat(List.of(OutcomeCode.values())).hasSameSizeAs(registry.getMeters());
  }
}
