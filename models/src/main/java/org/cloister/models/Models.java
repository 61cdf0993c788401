package org.cloister.models;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.Feature;
import org.cloister.deid.InputProblem;
import org.cloister.models.metering.CpuClock;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Stage;
import org.cloister.policies.ModelId;
import org.cloister.policies.RequestId;

/// The open models of this process: verified, compared with their golden cases, warm.
///
/// A run takes place on the caller's thread, behind a first-come-first-served gate with as many
/// permits as the machine has cores; runs of less than half a millisecond pass it by. Handing a run
/// of some microseconds to another thread costs more than the run, and without a gate callers on a
/// full machine slow one another down to a p99 ten times as long (measured, see the module's
/// README). Call it from platform threads: a run is native and would hold a virtual thread's
/// carrier.
///
/// Safe for concurrent use. The same case gives the same bits, alone or among others.
public final class Models implements AutoCloseable {
  /// A run this short is over before another could be scheduled: a gate would only let callers wait
  /// for one that was preempted inside.
  private static final long SHORT_RUN_NANOS = 500_000;

  private final SortedMap<ModelId, OpenModel> open;
  private final Semaphore gate;

  private Models(SortedMap<ModelId, OpenModel> open, int permits) {
    this.open = Collections.unmodifiableSortedMap(open);
    this.gate = new Semaphore(permits, true);
  }

  /// Opens every model of the repository, or none.
  ///
  /// @throws ModelException for the first file that is not what its index, its manifest or its
  ///   golden cases say
  public static Models open(ModelRepository repository) throws ModelException {
    return open(repository, Cores.physical());
  }

  /// @param concurrentRuns how many runs at a time, 1 or more
  public static Models open(ModelRepository repository, int concurrentRuns) throws ModelException {
    if (concurrentRuns < 1) {
      throw new IllegalArgumentException("at least one run at a time");
    }
    TreeMap<ModelId, OpenModel> open = new TreeMap<>();
    try {
      for (ModelRepository.Verified verified : repository.read()) {
        OpenModel model = OpenModel.open(verified);
        open.put(model.manifest().id(), model);
      }
      for (OpenModel model : open.values()) {
        InputComputation.check(model, open);
      }
    } catch (ModelException | RuntimeException e) {
      open.values().forEach(OpenModel::close);
      throw e;
    }
    return new Models(open, concurrentRuns);
  }

  public Optional<Manifest> manifest(ModelId model) {
    return Optional.ofNullable(open.get(model)).map(OpenModel::manifest);
  }

  /// By id.
  public List<Manifest> manifests() {
    return open.values().stream().map(OpenModel::manifest).toList();
  }

  /// Runs the model that the case was made for. Waits for a permit as long as it takes: the gateway
  /// limits how many calls it admits.
  ///
  /// @throws IllegalArgumentException if the model is not open, or if the case was made under
  ///   another safelist than the model's
  /// @throws IllegalStateException after [#close()], or if the graph gives a number that its
  ///   manifest rules out: a bug, and nothing is returned
  public ModelResult predict(DeidentifiedCase deidentified) {
    return predict(deidentified, _ -> {});
  }

  /// As [#predict(DeidentifiedCase)]; enters [Stage#QUEUE] and [Stage#RUN] on the caller's meter
  /// and leaves it in RUN.
  public ModelResult predict(DeidentifiedCase deidentified, Meter meter) {
    return predict(deidentified, meter::enter);
  }

  private ModelResult predict(DeidentifiedCase deidentified, Consumer<Stage> stages) {
    OpenModel model = model(deidentified.model());
    if (!model.manifest().digests().profile().equals(deidentified.profile())) {
      throw new IllegalArgumentException("the case was made under another safelist");
    }
    return answer(deidentified.requestId(), model, deidentified.features(), stages);
  }

  OpenModel model(ModelId id) {
    OpenModel model = open.get(id);
    if (model == null) {
      throw new IllegalArgumentException("no open model " + id);
    }
    return model;
  }

  ModelResult answer(
      RequestId requestId, OpenModel model, List<Feature> features, Consumer<Stage> stages) {
    stages.accept(Stage.QUEUE);
    long asked = System.nanoTime();
    boolean gated = model.expectedRunNanos() > SHORT_RUN_NANOS;
    if (gated) {
      gate.acquireUninterruptibly();
    }
    try {
      stages.accept(Stage.RUN);
      long began = System.nanoTime();
      OptionalLong cpuBefore = CpuClock.currentThreadNanos();
      FeatureRow row = FeatureRow.of(model.manifest(), features);
      InputComputation computation = new InputComputation(model, open);
      List<InputProblem> problems = computation.fill(row);
      if (!problems.isEmpty()) {
        return new ModelResult.Refused(problems);
      }
      row.checkComplete();
      Prediction.Readout readout =
          OutputCheck.read(model.manifest(), row, model.run(row.select(model.inputs())));
      OptionalLong cpuAfter = CpuClock.currentThreadNanos();
      Prediction.Timing timing =
          new Prediction.Timing(
              began - asked,
              System.nanoTime() - began,
              difference(cpuBefore, cpuAfter),
              model.expectedRunNanos() + computation.expectedRunNanos());
      return new ModelResult.Predicted(
          new Prediction(requestId, model.manifest(), readout, computation.computed(), timing));
    } finally {
      if (gated) {
        gate.release();
      }
    }
  }

  private static OptionalLong difference(OptionalLong from, OptionalLong to) {
    return from.isPresent() && to.isPresent()
        ? OptionalLong.of(to.getAsLong() - from.getAsLong())
        : OptionalLong.empty();
  }

  /// Waits for the runs inside and releases the models. A call that is still waiting for a permit,
  /// and every later one, ends with an exception.
  @Override
  public void close() {
    for (Map.Entry<ModelId, OpenModel> model : open.entrySet()) {
      model.getValue().close();
    }
  }
}
