package org.cloister.models;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A model that is loaded, agrees with its manifest and has reproduced its golden cases. Safe for
/// concurrent use; closing waits for the runs inside.
final class OpenModel implements AutoCloseable {
  private static final int WARM_UP_RUNS = 200;
  private static final int TIMED_RUNS = 401;

  private final Manifest manifest;
  private final List<String> inputs;
  private final List<String> outputs;
  private final SessionOptions options;
  private final OrtSession session;
  private final ConcurrentLinkedQueue<Workspace> workspaces = new ConcurrentLinkedQueue<>();
  private final UseCount uses = new UseCount();
  private long expectedRunNanos;

  private OpenModel(Manifest manifest, SessionOptions options, OrtSession session) {
    this.manifest = manifest;
    this.options = options;
    this.session = session;
    this.inputs = manifest.graphInputs();
    this.outputs = manifest.outputs().stream().map(ModelOutput::name).toList();
  }

  static OpenModel open(ModelRepository.Verified verified) throws ModelException {
    OrtLoader.refuseWhileEnding(verified.file());
    SessionOptions options;
    try {
      options = OrtLoader.options();
    } catch (OrtException e) {
      throw new ModelException(verified.file(), "session options", "an error", e);
    }
    OrtSession session;
    try {
      session = OrtLoader.load(verified.file(), verified.onnx().content(), options);
    } catch (ModelException e) {
      options.close();
      throw e;
    }
    OpenModel model = new OpenModel(verified.manifest(), options, session);
    try {
      model.checkGraph(verified.file());
      model.checkGoldenCases(verified.file());
      model.expectedRunNanos = model.medianRunNanos();
      return model;
    } catch (ModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /// Names in the order of [#run]'s row.
  List<String> inputs() {
    return inputs;
  }

  /// Median time of a warm run on the machine as it was at load.
  long expectedRunNanos() {
    return expectedRunNanos;
  }

  /// Runs the graph on one row.
  ///
  /// @param row in the order of [#inputs()]; NaN for an absent value
  /// @return in the order of the manifest's outputs; NaN for "not returned"
  double[] run(double[] row) {
    if (!uses.enter()) {
      throw new IllegalStateException("the model was closed");
    }
    try {
      Workspace pooled = workspaces.poll();
      Workspace workspace =
          pooled != null ? pooled : new Workspace(OrtLoader.environment(), inputs, outputs);
      try {
        return workspace.run(session, row);
      } finally {
        // There are never more workspaces than there were runs at one time.
        workspaces.add(workspace);
      }
    } catch (OrtException _) {
      // Without the cause: the runtime's message may repeat an input value.
      throw new IllegalStateException("ONNX Runtime failed in " + manifest.identity());
    } finally {
      uses.leave();
    }
  }

  private void checkGraph(String file) throws ModelException {
    try {
      checkColumns(file, "inputs", inputs, session.getInputInfo());
      checkColumns(file, "outputs", outputs, session.getOutputInfo());
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      String found = metadata.get("model.id") + "|" + metadata.get("model.version");
      if (!found.equals(manifest.identity().toString())) {
        throw new ModelException(file, "metadata of " + manifest.identity(), found);
      }
    } catch (OrtException e) {
      throw new ModelException(file, "a graph that describes itself", "an error", e);
    }
  }

  /// Exactly the manifest's names in its order, each a float64 column. Sequences and maps (as
  /// scikit-learn exports them) are slow to read and leak when forgotten.
  private static void checkColumns(
      String file, String what, List<String> names, Map<String, NodeInfo> nodes)
      throws ModelException {
    if (!List.copyOf(nodes.keySet()).equals(names)) {
      throw new ModelException(file, what + " " + names, nodes.keySet().toString());
    }
    for (NodeInfo node : nodes.values()) {
      if (!(node.getInfo() instanceof TensorInfo tensor)
          || tensor.type != OnnxJavaType.DOUBLE
          || !Arrays.equals(tensor.getShape(), new long[] {-1, 1})) {
        throw new ModelException(
            file, "float64 tensor [N, 1] for " + node.getName(), node.getInfo().toString());
      }
    }
  }

  private void checkGoldenCases(String file) throws ModelException {
    for (GoldenCase golden : manifest.goldenCases()) {
      double[] result = run(row(golden));
      for (Map.Entry<String, OptionalDouble> output : golden.outputs().entrySet()) {
        double found = result[outputs.indexOf(output.getKey())];
        OptionalDouble expected = output.getValue();
        boolean same =
            expected.isPresent()
                ? Math.abs(found - expected.getAsDouble()) <= golden.tolerance()
                : Double.isNaN(found);
        if (!same) {
          String value = expected.isPresent() ? expected.toString() : "not returned";
          throw new ModelException(
              file,
              output.getKey() + " " + value + " in golden case \"" + golden.name() + "\"",
              String.valueOf(found));
        }
      }
    }
  }

  private double[] row(GoldenCase golden) {
    return inputs.stream()
        .mapToDouble(input -> golden.inputs().getOrDefault(input, Double.NaN))
        .toArray();
  }

  private long medianRunNanos() {
    double[][] rows = manifest.goldenCases().stream().map(this::row).toArray(double[][]::new);
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      double[] _ = run(rows[i % rows.length]);
    }
    long[] nanos = new long[TIMED_RUNS];
    for (int i = 0; i < TIMED_RUNS; i++) {
      long begin = System.nanoTime();
      double[] _ = run(rows[i % rows.length]);
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos[TIMED_RUNS / 2];
  }

  /// Waits for the runs inside, then releases the native memory. Later calls do nothing.
  @Override
  public void close() {
    if (!uses.closeAndAwait()) {
      return;
    }
    workspaces.forEach(Workspace::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close " + manifest.identity(), e);
    } finally {
      options.close();
    }
  }
}
