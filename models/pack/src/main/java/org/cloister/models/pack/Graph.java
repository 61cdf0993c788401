package org.cloister.models.pack;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An ONNX graph under construction: every tensor is a float64 column `[N, 1]` unless its method
/// says otherwise. Nodes keep the order in which they were added, which is also a valid order of
/// execution. Not safe for concurrent use.
final class Graph {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 18;

  /// The result of a node, an input or a constant, by its name in the graph.
  record Tensor(String name) {}

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private int unnamed;

  Graph(String name) {
    graph.setName(name);
  }

  Tensor input(String name) {
    graph.addInput(column(name));
    return new Tensor(name);
  }

  /// A scalar; it broadcasts over the rows of whatever it is combined with.
  Tensor constant(double value) {
    return initializer(List.of(), new double[] {value});
  }

  /// A matrix, given row by row.
  Tensor matrix(double[][] rows) {
    double[] flat = new double[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[row].length, rows[row].length);
    }
    return initializer(List.of((long) rows.length, (long) rows[0].length), flat);
  }

  /// Adds one node of the standard operator set.
  ///
  /// @param operator ONNX operator name, such as `Mul`
  Tensor apply(String operator, Tensor... operands) {
    Tensor result = fresh();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(result.name());
    for (Tensor operand : operands) {
      node.addInput(operand.name());
    }
    graph.addNode(node);
    return result;
  }

  /// Columns side by side: `[N, 1]` each gives `[N, columns]`.
  Tensor beside(List<Tensor> columns) {
    Tensor result = fresh();
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addOutput(result.name())
            .addAttribute(integer("axis", 1));
    columns.forEach(column -> node.addInput(column.name()));
    graph.addNode(node);
    return result;
  }

  /// The columns of `[N, count]`, each as `[N, 1]`.
  List<Tensor> columnsOf(Tensor wide, int count) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("Split")
            .addInput(wide.name())
            .addAttribute(integer("axis", 1))
            .addAttribute(integer("num_outputs", count));
    List<Tensor> columns = Stream.generate(this::fresh).limit(count).toList();
    columns.forEach(column -> node.addOutput(column.name()));
    graph.addNode(node);
    return columns;
  }

  /// Makes a tensor the graph's next output, under the name that callers ask for.
  void output(String name, Tensor value) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(value.name()).addOutput(name));
    graph.addOutput(column(name));
  }

  /// The finished model.
  ///
  /// @param metadata written to `metadata_props` in the given order
  byte[] toModel(Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("cloister-models-pack")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
            .setGraph(graph);
    metadata.forEach((key, value) ->
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  private Tensor fresh() {
    return new Tensor("t" + unnamed++);
  }

  private Tensor initializer(List<Long> shape, double[] values) {
    // raw_data is little-endian whatever the machine (onnx.proto, TensorProto.raw_data).
    ByteBuffer raw = ByteBuffer.allocate(values.length * Double.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    Tensor result = fresh();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(result.name())
            .setDataType(TensorProto.DataType.DOUBLE_VALUE)
            .addAllDims(shape)
            .setRawData(ByteString.copyFrom(raw)));
    return result;
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto column(String name) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.DOUBLE_VALUE)
                        .setShape(shape)))
        .build();
  }
}
