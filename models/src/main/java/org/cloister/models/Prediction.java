package org.cloister.models;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.cloister.policies.ModelId;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;

/// What one model said about one case, by which bytes, and how long it took. Only [Models] makes
/// one.
@Immutable
public final class Prediction {
  /// One returned number.
  ///
  /// @param value in the output's unit, with all digits; a probability from 0 to 1
  /// @param band of the value as displayed; empty where the output has no bands
  public record Output(ModelOutput output, double value, Optional<ModelOutput.Band> band) {
    public String name() {
      return output.name();
    }

    @Override
    public String toString() {
      return "Output[" + output.name() + ", redacted]";
    }
  }

  /// An output that the model does not give for this case.
  ///
  /// @param reason one sentence for the clinician
  public record NotReturned(ModelOutput output, String reason) {}

  /// An input that the bundle lacked and another model supplied.
  public record Computed(String input, double value, ModelId model, String version, Sha256 hash) {
    @Override
    public String toString() {
      return "Computed[" + input + ", redacted]";
    }
  }

  /// @param queueNanos waiting for a permit
  /// @param runNanos inside the permit: computed inputs, the graph, reading the outputs
  /// @param cpuNanos CPU time of the same span; empty where the thread's CPU time cannot be read
  /// @param expectedRunNanos median of warm runs at load, of all models that ran for this case
  @Immutable
  @SuppressWarnings("Immutable") // OptionalLong is a value
  public record Timing(
      long queueNanos, long runNanos, OptionalLong cpuNanos, long expectedRunNanos) {}

  /// Everything read from the graph's outputs, in manifest order.
  record Readout(List<Output> outputs, List<NotReturned> notReturned) {
    Readout {
      outputs = List.copyOf(outputs);
      notReturned = List.copyOf(notReturned);
    }
  }

  private final RequestId requestId;

  @SuppressWarnings("Immutable") // final class without setters, of copied lists
  private final Manifest manifest;

  @SuppressWarnings("Immutable") // record of copied lists of records
  private final Readout readout;

  @SuppressWarnings("Immutable") // List.copyOf of records
  private final List<Computed> computed;

  private final Timing timing;

  Prediction(
      RequestId requestId,
      Manifest manifest,
      Readout readout,
      List<Computed> computed,
      Timing timing) {
    this.requestId = requestId;
    this.manifest = manifest;
    this.readout = readout;
    this.computed = List.copyOf(computed);
    this.timing = timing;
  }

  public RequestId requestId() {
    return requestId;
  }

  public Manifest manifest() {
    return manifest;
  }

  public ModelId model() {
    return manifest.id();
  }

  public String version() {
    return manifest.version();
  }

  /// SHA-256 of the ONNX file that ran.
  public Sha256 modelHash() {
    return manifest.digests().model();
  }

  /// As ONNX Runtime names it. No other provider is configured, so none can have run.
  public String executionProvider() {
    return "CPUExecutionProvider";
  }

  /// In manifest order; without those of [#notReturned()].
  public List<Output> outputs() {
    return readout.outputs();
  }

  public Optional<Output> output(String name) {
    return outputs().stream().filter(output -> output.name().equals(name)).findFirst();
  }

  public List<NotReturned> notReturned() {
    return readout.notReturned();
  }

  public List<Computed> computed() {
    return computed;
  }

  public Timing timing() {
    return timing;
  }

  @Override
  public String toString() {
    return "Prediction[" + requestId + ", " + manifest.identity() + ", redacted]";
  }
}
