package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** The nodes and initializers of an ONNX graph as it grows; a node is named as its result. */
final class NodeList {
  private final UniqueNames names;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();

  NodeList(UniqueNames names) {
    this.names = names;
  }

  /**
   * Adds a node whose result has a name that {@link UniqueNames} gave.
   *
   * @param inputs the last may be empty where the operator does without it
   */
  void add(String opType, String result, List<String> inputs, AttributeProto... attributes) {
    nodes.add(
        NodeProto.newBuilder()
            .setOpType(opType)
            .setName(result)
            .addAllInput(inputs.getLast().isEmpty() ? inputs.subList(0, inputs.size() - 1) : inputs)
            .addOutput(result)
            .addAllAttribute(List.of(attributes))
            .build());
  }

  /** Adds a node of two results, of which the second is wanted. */
  void addSecond(String opType, String result, List<String> inputs, AttributeProto... attributes) {
    nodes.add(
        NodeProto.newBuilder()
            .setOpType(opType)
            .setName(result)
            .addAllInput(inputs)
            .addOutput(fresh(result, "unused"))
            .addOutput(result)
            .addAllAttribute(List.of(attributes))
            .build());
  }

  /**
   * Adds a node that is a step towards {@code target} and gives its result's name: {@code act/Erf}.
   */
  String step(String target, String opType, List<String> inputs, AttributeProto... attributes) {
    String result = fresh(target, opType);
    add(opType, result, inputs, attributes);
    return result;
  }

  /** A new name for a step towards {@code target}. */
  String fresh(String target, String step) {
    return names.unique(target + "/" + step);
  }

  String constant(String wanted, Tensor value) {
    String name = names.unique(wanted);
    initializers.add(new Initializer(name, value));
    return name;
  }

  /** A scalar that {@code target} needs. */
  String scalar(String target, String what, float value) {
    return constant(target + "/" + what, Tensor.filled(TensorType.f32(), value));
  }

  /** A list of integers that {@code target} needs, such as a shape. */
  String integers(String target, String what, List<Integer> values) {
    TensorType type = new TensorType(DType.I64, List.of(values.size()));
    return constant(target + "/" + what, Tensor.generate(type, i -> values.get((int) i)));
  }

  List<NodeProto> nodes() {
    return nodes;
  }

  List<Initializer> initializers() {
    return initializers;
  }
}
