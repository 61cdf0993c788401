package org.cloister.bench.bare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The shipped PREVENT graph in one ONNX session, with the options and the reused buffers of the
/// models module, but without its checks. Safe for many threads.
final class PreventSession {
  private static final String FILE = "/models/prevent-2023-base/1.0.0/model.onnx";
  private static final long[] ONE_ROW = {1, 1};

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<String> outputs;
  private final ConcurrentLinkedQueue<Buffers> pool = new ConcurrentLinkedQueue<>();

  private PreventSession(SessionOptions options, byte[] onnx) throws OrtException {
    session = environment.createSession(onnx, options);
    outputs = List.copyOf(session.getOutputNames());
    List<String> inputs = List.copyOf(session.getInputNames());
    if (!inputs.equals(FixedFeatures.NAMES)) {
      throw new IllegalStateException("the graph has other inputs: " + inputs);
    }
  }

  static PreventSession open() throws OrtException, IOException {
    try (InputStream in = PreventSession.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("the class path has no " + FILE);
      }
      // Never closed, like the session itself: both live as long as the process.
      SessionOptions options = new SessionOptions();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return new PreventSession(options, in.readAllBytes());
    }
  }

  List<String> outputs() {
    return outputs;
  }

  /// @param features in the order of [FixedFeatures#NAMES]; NaN for an absent value
  /// @return in the order of [#outputs()]
  double[] run(double[] features) throws OrtException {
    Buffers pooled = pool.poll();
    Buffers buffers = pooled == null ? new Buffers(environment, outputs) : pooled;
    buffers.inputValues.put(0, features);
    try (OrtSession.Result _ = session.run(buffers.inputs, buffers.outputs)) {
      double[] result = new double[outputs.size()];
      buffers.outputValues.get(0, result);
      return result;
    } finally {
      pool.add(buffers);
    }
  }

  private static final class Buffers {
    private final DoubleBuffer inputValues;
    private final DoubleBuffer outputValues;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private Buffers(OrtEnvironment environment, List<String> outputNames) throws OrtException {
      inputValues = direct(FixedFeatures.NAMES.size());
      outputValues = direct(outputNames.size());
      inputs = tensors(environment, FixedFeatures.NAMES, inputValues);
      outputs = tensors(environment, outputNames, outputValues);
    }

    private static DoubleBuffer direct(int length) {
      return ByteBuffer.allocateDirect(length * Double.BYTES)
          .order(ByteOrder.nativeOrder())
          .asDoubleBuffer();
    }

    private static Map<String, OnnxTensor> tensors(
        OrtEnvironment environment, List<String> names, DoubleBuffer values) throws OrtException {
      Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        tensors.put(
            names.get(i), OnnxTensor.createTensor(environment, values.slice(i, 1), ONE_ROW));
      }
      return tensors;
    }
  }
}
