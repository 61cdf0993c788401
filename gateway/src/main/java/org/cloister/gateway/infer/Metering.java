package org.cloister.gateway.infer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.gateway.answer.MeteringFigures.Timing;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.models.metering.Cost;
import org.cloister.models.metering.Energy;
import org.cloister.models.metering.EnergyMeter;
import org.cloister.models.metering.Excess;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Stage;
import org.cloister.models.metering.Tariff;
import org.cloister.policies.ModelId;

/// Latency and cost of each call, for its record, its answer and Prometheus. Metrics carry a model
/// and a stage or an outcome code, never anything of a caller or a patient. Safe for many threads.
public final class Metering {
  private final Tariff tariff;
  private final EnergyMeter energy;
  private final MeterRegistry registry;
  private final Map<ModelId, ExpectedLatency> expected = new ConcurrentHashMap<>();
  private final Map<ModelId, ModelMetrics> metrics = new ConcurrentHashMap<>();
  private final Map<String, Counter> ends = new ConcurrentHashMap<>();
  private final Map<String, Timer> deidentifications = new ConcurrentHashMap<>();

  public Metering(Tariff tariff, EnergyMeter energy, MeterRegistry registry) {
    this.tariff = tariff;
    this.energy = energy;
    this.registry = registry;
  }

  /// What a call took so far. What follows (sealing, or the commit) is not in it.
  MeteringFigures figures(Call call, Measured soFar) {
    Energy used = energy.attribute(soFar);
    Cost cost = tariff.cost(soFar, used);
    Optional<ExpectedLatency> latency = call.model().map(this::latencyOf);
    long expectedNanos =
        latency.map(line -> line.expectedNanos(soFar, call.requestBytes())).orElse(0L);
    return new MeteringFigures(
        stages(soFar),
        soFar.cpuNanos(),
        soFar.runQueueNanos(),
        soFar.allocatedBytes(),
        used.method().name().toLowerCase(Locale.ROOT),
        used.method() == Energy.Method.NONE
            ? OptionalLong.empty()
            : OptionalLong.of(used.nanojoules()),
        cost.totalPicoUsd(),
        expectedNanos,
        latency
            .flatMap(line -> line.excess(soFar, call.requestBytes()))
            .map(Metering::causes)
            .orElse(List.of()));
  }

  /// Counts a call whose record is durable, and learns from it if the gateway was idle.
  void observe(Call call, Measured whole, Optional<OutcomeCode> refusal, Gateway gateway) {
    String outcome = refusal.map(OutcomeCode::code).orElse("answered");
    if (call.isDeidentification()) {
      observeDeidentification(whole, outcome);
      return;
    }
    String model = call.model().map(ModelId::value).orElse("none");
    ends.computeIfAbsent(
            model + ' ' + outcome,
            key ->
                Counter.builder("cloister.calls")
                    .description("Calls of $infer, by how they ended")
                    .tag("model", model)
                    .tag("outcome", outcome)
                    .register(registry))
        .increment();
    if (call.model().isPresent() && refusal.isEmpty()) {
      ModelId id = call.model().get();
      metrics.computeIfAbsent(id, key -> new ModelMetrics(registry, key)).record(whole, tariff);
      if (gateway == Gateway.IDLE) {
        latencyOf(id).learn(whole, call.requestBytes());
      }
    }
  }

  private void observeDeidentification(Measured whole, String outcome) {
    deidentifications
        .computeIfAbsent(
            outcome,
            key ->
                Timer.builder("cloister.deidentification")
                    .description("Calls of $deidentify, to the durable record, by how they ended")
                    .tag("outcome", key)
                    .publishPercentileHistogram()
                    .register(registry))
        .record(whole.totalNanos(), TimeUnit.NANOSECONDS);
  }

  /// Whether a call had the gateway to itself: only such a call says what is to be expected.
  enum Gateway {
    IDLE,
    BUSY
  }

  ExpectedLatency latencyOf(ModelId model) {
    return expected.computeIfAbsent(model, key -> new ExpectedLatency());
  }

  private static List<Timing> stages(Measured measured) {
    List<Timing> timings = new ArrayList<>();
    measured
        .stageNanos()
        .forEach((stage, nanos) -> {
          // A stage that was run took time: the others are still to come.
          if (nanos > 0) {
            timings.add(new Timing(name(stage), nanos));
          }
        });
    return timings;
  }

  private static List<Timing> causes(Excess excess) {
    return List.of(
        new Timing("queue", excess.queueNanos()),
        new Timing("run-queue", excess.runQueueNanos()),
        new Timing("gc", excess.gcNanos()),
        new Timing("residual", excess.residualNanos()));
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  /// The registered meters of one model; looked up once, because a look-up by tags costs more than
  /// the count.
  private static final class ModelMetrics {
    private final Timer total;
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Counter cpu;
    private final Counter cost;

    private ModelMetrics(MeterRegistry registry, ModelId model) {
      total =
          Timer.builder("cloister.inference")
              .description("Answered calls, from the first byte of work to the durable record")
              .tag("model", model.value())
              .publishPercentileHistogram()
              .register(registry);
      for (Stage stage : Stage.values()) {
        stages.put(
            stage,
            Timer.builder("cloister.stage")
                .description("Answered calls, by stage")
                .tag("model", model.value())
                .tag("stage", name(stage))
                .register(registry));
      }
      cpu =
          Counter.builder("cloister.cpu")
              .description("CPU time of answered calls")
              .baseUnit("seconds")
              .tag("model", model.value())
              .register(registry);
      cost =
          Counter.builder("cloister.cost")
              .description("Cost of answered calls by the configured tariff")
              .baseUnit("picousd")
              .tag("model", model.value())
              .register(registry);
    }

    private void record(Measured whole, Tariff tariff) {
      total.record(whole.totalNanos(), TimeUnit.NANOSECONDS);
      whole
          .stageNanos()
          .forEach((stage, nanos) ->
              Objects.requireNonNull(stages.get(stage)).record(nanos, TimeUnit.NANOSECONDS));
      cpu.increment(whole.cpuNanos().orElse(0) / 1e9);
      cost.increment((double) tariff.cost(whole, Energy.NOT_MEASURED).totalPicoUsd());
    }
  }
}
