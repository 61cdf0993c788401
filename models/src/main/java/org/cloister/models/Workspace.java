package org.cloister.models;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tensors of one row for one model, made once and used for many runs, by one thread at a time. The
/// runtime reads and writes the direct buffers in place: a run allocates no tensor and copies none.
final class Workspace implements AutoCloseable {
  private static final long[] ONE_ROW = {1, 1};

  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final DoubleBuffer inputValues;
  private final DoubleBuffer outputValues;

  Workspace(OrtEnvironment environment, List<String> inputNames, List<String> outputNames)
      throws OrtException {
    inputValues = direct(inputNames.size());
    outputValues = direct(outputNames.size());
    try {
      bind(environment, inputNames, inputValues, inputs);
      bind(environment, outputNames, outputValues, outputs);
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  private static DoubleBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Double.BYTES)
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }

  private static void bind(
      OrtEnvironment environment,
      List<String> names,
      DoubleBuffer values,
      Map<String, OnnxTensor> tensors)
      throws OrtException {
    for (int i = 0; i < names.size(); i++) {
      tensors.put(names.get(i), OnnxTensor.createTensor(environment, values.slice(i, 1), ONE_ROW));
    }
  }

  /// @param row in the order of the input names; NaN for an absent value
  /// @return in the order of the output names
  double[] run(OrtSession session, double[] row) throws OrtException {
    inputValues.put(0, row);
    try (OrtSession.Result _ = session.run(inputs, outputs)) {
      double[] result = new double[outputValues.capacity()];
      outputValues.get(0, result);
      return result;
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
