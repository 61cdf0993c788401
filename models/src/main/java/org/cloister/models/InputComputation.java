package org.cloister.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.Input;
import org.cloister.deid.InputProblem;
import org.cloister.deid.InputProblem.Kind;
import org.cloister.models.ModelInput.Computation;
import org.cloister.policies.ModelId;

/// Fills the inputs of one case that another model can supply, such as an eGFR from creatinine.
final class InputComputation {
  private static final String LOINC = "http://loinc.org";

  private final OpenModel model;
  private final Map<ModelId, OpenModel> open;
  private final List<Prediction.Computed> computed = new ArrayList<>();
  private long expectedRunNanos;

  InputComputation(OpenModel model, Map<ModelId, OpenModel> open) {
    this.model = model;
    this.open = open;
  }

  /// That every computed input names an open model, whose output it is, in the same unit, from
  /// inputs that this model may see, and which itself needs no other model.
  static void check(OpenModel model, Map<ModelId, OpenModel> open) throws ModelException {
    for (ModelInput input : model.manifest().inputs()) {
      if (input.computation().isPresent()) {
        check(model.manifest(), input, input.computation().get(), open);
      }
    }
  }

  private static void check(
      Manifest manifest, ModelInput input, Computation by, Map<ModelId, OpenModel> open)
      throws ModelException {
    String where = manifest.identity() + ", input " + input.name();
    OpenModel source = open.get(by.model());
    if (source == null) {
      throw new ModelException(where, "the open model " + by.model(), "none");
    }
    Optional<ModelOutput> output = source.manifest().output(by.output());
    if (!(input.input() instanceof Input.Quantity quantity)
        || output.isEmpty()
        || !output.get().ucum().equals(quantity.ucum())) {
      throw new ModelException(where, "an output " + by.output() + " in its unit", "none");
    }
    List<String> known = manifest.inputs().stream().map(ModelInput::name).toList();
    if (!known.containsAll(source.inputs())) {
      throw new ModelException(where, "all inputs of " + by.model(), known.toString());
    }
    if (source.manifest().inputs().stream().anyMatch(i -> i.computation().isPresent())) {
      throw new ModelException(where, "a model that needs no other", by.model().toString());
    }
  }

  /// Sets what is missing and can be computed; says what is missing or out of range after that.
  List<InputProblem> fill(FeatureRow row) {
    List<InputProblem> problems = new ArrayList<>();
    for (ModelInput input : model.manifest().inputs()) {
      if (input.computation().isPresent()
          && input.input() instanceof Input.Quantity quantity
          && Double.isNaN(row.value(input.name()))) {
        fill(row, quantity, input.computation().get()).ifPresent(problems::add);
      }
    }
    return problems;
  }

  List<Prediction.Computed> computed() {
    return computed;
  }

  /// Of the models that ran to fill inputs.
  long expectedRunNanos() {
    return expectedRunNanos;
  }

  private Optional<InputProblem> fill(FeatureRow row, Input.Quantity quantity, Computation by) {
    OpenModel source = open.get(by.model());
    if (source == null) {
      throw new IllegalStateException("checked when the models were opened");
    }
    double[] values = row.select(source.inputs());
    for (double value : values) {
      if (Double.isNaN(value)) {
        return quantity.presence() == Input.Presence.MANDATORY
            ? Optional.of(
                problem(quantity, Kind.MISSING, " is missing and cannot be computed either."))
            : Optional.empty();
      }
    }
    double[] outputs = source.run(values);
    double value = outputs[outputIndex(source, by.output())];
    if (!quantity.accepted().contains(value)) {
      return Optional.of(
          problem(quantity, Kind.IMPLAUSIBLE, ", as computed, is not a plausible value."));
    }
    if (!quantity.valid().contains(value)) {
      return Optional.of(
          problem(
              quantity,
              Kind.OUT_OF_RANGE,
              ", as computed, is outside of the range that the model was published for."));
    }
    row.set(quantity.name(), value);
    Manifest manifest = source.manifest();
    computed.add(
        new Prediction.Computed(
            quantity.name(), value, manifest.id(), manifest.version(), manifest.digests().model()));
    expectedRunNanos += source.expectedRunNanos();
    return Optional.empty();
  }

  private static int outputIndex(OpenModel source, String output) {
    return source.manifest().outputs().stream().map(ModelOutput::name).toList().indexOf(output);
  }

  private static InputProblem problem(Input.Quantity quantity, Kind kind, String sentenceEnd) {
    return new InputProblem(
        quantity.name(),
        LOINC,
        quantity.loinc().getFirst(),
        kind,
        quantity.display() + sentenceEnd);
  }
}
