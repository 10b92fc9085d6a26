package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A node that is being translated: its operands and attributes, and where its ops go.
 *
 * @param inputs its operands; absent ones are empty
 * @param tensors reads attributes that are tensors
 * @param placesInImage indices of maxima where the batch has no size: they should count through all
 *     images, and count through their own
 * @param opset the version of the operator set that the model uses
 */
record NodeInput(
    NodeProto proto,
    List<Optional<Value>> inputs,
    Graph.Builder builder,
    TensorReader tensors,
    Set<Value> placesInImage,
    long opset) {
  /**
   * What the batch is in a tensor that was computed from shapes: no size that any tensor has, and
   * exact as a double, too.
   */
  static final long BATCH_MARK = -(1L << 40);

  /** A list of sizes is no longer. */
  private static final long MAX_SIZES = 1024;

  boolean has(int i) {
    return i < inputs.size() && inputs.get(i).isPresent();
  }

  Value in(int i) {
    Value value = places(i);
    if (placesInImage.contains(value)) {
      throw new UnsupportedException(
          "it takes places that count through the batch; give the batch a size with --dim");
    }
    return value;
  }

  /** An input that may count places through one image instead of the whole batch. */
  Value places(int i) {
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
    if (tensor.type().dtype() == DType.F32 || tensor.type().elements() > MAX_SIZES) {
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

  /** An attribute that must be of a type; the oldest files do not say which theirs have. */
  private Optional<AttributeProto> attribute(String name, AttributeType type) {
    Optional<AttributeProto> attribute = attribute(name);
    if (attribute.isPresent()
        && attribute.get().getType() != type
        && attribute.get().getType() != AttributeType.UNDEFINED) {
      throw new OnnxException(
          "its attribute `%s` is %s, not %s".formatted(name, attribute.get().getType(), type));
    }
    return attribute;
  }

  long integer(String name, long otherwise) {
    return attribute(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  float real(String name, float otherwise) {
    return attribute(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return attribute(name, AttributeType.STRING)
        .map(a -> a.getS().toStringUtf8())
        .orElse(otherwise);
  }

  Optional<List<Long>> list(String name) {
    return attribute(name, AttributeType.INTS).map(AttributeProto::getIntsList);
  }

  Optional<Tensor> tensor(String name) {
    return attribute(name, AttributeType.TENSOR).map(a -> tensors.read(a.getT()));
  }

  Optional<List<Double>> reals(String name) {
    return attribute(name, AttributeType.FLOATS)
        .map(a -> a.getFloatsList().stream().map(Float::doubleValue).toList());
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

  /** A dimension that was computed from shapes, which may be the batch. */
  static int dim(long size) {
    return size == BATCH_MARK ? TensorType.BATCH : size(size);
  }

  static List<Integer> dims(List<Long> sizes) {
    return sizes.stream().map(NodeInput::dim).toList();
  }

  /**
   * Adds an op, or its result where that is known now and small; of one reshape after the other
   * only the last.
   */
  Value add(Op op) {
    if (op instanceof Reshape(Value from, List<Integer> dims)) {
      if (builder.definition(from).orElse(null) instanceof Reshape(Value first, List<Integer> _)) {
        return add(new Reshape(first, dims));
      }
      if (from.type().dims().equals(dims)) {
        return from;
      }
    }
    Folding folding = Folding.of(op);
    boolean isKnown =
        folding != Folding.NEVER && op.operands().stream().allMatch(v -> known(v).isPresent());
    if (op.operands().stream().anyMatch(this::hasBatch)
        && !(isKnown && folding == Folding.MOVES)
        && !(isKnown && op instanceof Cast(Value _, DType to) && to == DType.I64)) {
      throw new UnsupportedException(
          "it computes with the batch size; give the batch a size with --dim");
    }
    if (!isKnown || !Folding.isSmall(op.resultTypes().getFirst())) {
      return builder.add(op, origin());
    }
    return folded(op);
  }

  /** Whether a value is a known list of sizes of which one is the unknown batch. */
  private boolean hasBatch(Value value) {
    return value.type().dtype() == DType.I64
        && Folding.isSmall(value.type())
        && known(value).stream()
            .anyMatch(
                sizes ->
                    LongStream.range(0, sizes.type().elements())
                        .anyMatch(i -> sizes.longAt(i) == BATCH_MARK));
  }

  private Value folded(Op op) {
    Graph.Builder constants = new Graph.Builder("constants");
    Op onConstants =
        op.mapOperands(v -> constants.add(new Constant("", known(v).orElseThrow()), Origin.NONE));
    constants.output("y", constants.add(onConstants, Origin.NONE));
    Tensor result = GraphInterpreter.run(constants.build(), Map.of()).get("y");
    return builder.add(new Constant(name(op.operands()), result), origin());
  }

  /** What is computed from a weight keeps its name. */
  private String name(List<Value> operands) {
    return operands.stream()
        .map(v -> builder.definition(v).orElseThrow())
        .map(definition -> ((Constant) definition).name())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
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
