package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A node that is being translated: its operands and attributes, and where its ops go.
 *
 * @param inputs its operands; absent ones are empty
 * @param opset the version of the operator set that the model uses
 */
record NodeInput(NodeProto proto, List<Optional<Value>> inputs, Graph.Builder builder, long opset) {
  /**
   * What the batch is in a tensor that was computed from shapes: no size that any tensor has, and
   * exact as a double, too.
   */
  static final long BATCH_MARK = -(1L << 40);

  /** Constants of integers are computed now, and those of so few elements. */
  private static final long MAX_FOLDED = 1024;

  String opType() {
    return proto.getOpType();
  }

  boolean has(int i) {
    return i < inputs.size() && inputs.get(i).isPresent();
  }

  Value in(int i) {
    if (!has(i)) {
      throw new OnnxException("its input %d is missing".formatted(i));
    }
    return inputs.get(i).get();
  }

  TensorType type(int i) {
    return in(i).type();
  }

  /** An input that must be known now. */
  Tensor constant(int i) {
    return known(in(i))
        .orElseThrow(
            () -> new UnsupportedException("its input %d is computed at run time".formatted(i)));
  }

  Optional<Tensor> known(Value value) {
    return builder
        .definition(value)
        .flatMap(op -> op instanceof Constant c ? Optional.of(c.value()) : Optional.empty());
  }

  /** The elements of an input of integers that must be known now. */
  List<Long> integers(int i) {
    Tensor tensor = constant(i);
    if (tensor.type().dtype() == DType.F32 || tensor.type().elements() > MAX_FOLDED) {
      throw new OnnxException("its input %d is no short list of integers".formatted(i));
    }
    List<Long> values = new ArrayList<>();
    for (long at = 0; at < tensor.type().elements(); at++) {
      values.add(tensor.longAt(at));
    }
    return values;
  }

  Optional<AttributeProto> attribute(String name) {
    return proto.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  long integer(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  float real(String name, float otherwise) {
    return attribute(name).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  Optional<List<Long>> list(String name) {
    return attribute(name).map(AttributeProto::getIntsList);
  }

  /** A list of integers that newer versions have as an input and older ones as an attribute. */
  Optional<List<Long>> list(String name, int input) {
    return has(input) ? Optional.of(integers(input)) : list(name);
  }

  /** An axis, counted from the end where it is negative. */
  static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new OnnxException("axis %d of a tensor of rank %d".formatted(axis, rank));
    }
    return (int) positive;
  }

  static int size(long value) {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new OnnxException("a size of %d".formatted(value));
    }
    return (int) value;
  }

  /** Adds an op, or its result where that is known now and small. */
  Value add(Op op) {
    TensorType type = op.resultTypes().getFirst();
    boolean small = type.dtype() != DType.F32 || type.elements() <= MAX_FOLDED;
    // Of a constant that is repeated for each image nobody knows how many there are.
    if (!small || type.isBatched() || !op.operands().stream().allMatch(v -> known(v).isPresent())) {
      return builder.add(op, origin());
    }
    Graph.Builder folding = new Graph.Builder("folding");
    Op onConstants =
        op.mapOperands(v -> folding.add(new Constant("", known(v).orElseThrow()), Origin.NONE));
    folding.output("y", folding.add(onConstants, Origin.NONE));
    return constant(GraphInterpreter.run(folding.build(), Map.of()).get("y"));
  }

  Value constant(Tensor tensor) {
    return builder.add(new Constant("", tensor), origin());
  }

  Value filled(float value, int... dims) {
    return constant(Tensor.filled(TensorType.f32(dims), value));
  }

  private Origin origin() {
    return Origin.of(proto.getName().isEmpty() ? proto.getOutput(0) : proto.getName());
  }
}
