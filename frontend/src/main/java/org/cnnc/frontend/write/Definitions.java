package org.cnnc.frontend.write;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;

/** What defines each value of the graph that is written. */
final class Definitions {
  /** Longer lists of numbers are no text that anybody reads. */
  private static final long MAX_WRITTEN = 1024;

  private final Map<Value, Node> nodes;

  /** Trained tensors that no layer can own, since others need them too. */
  private final Set<Value> common = new HashSet<>();

  Definitions(Graph graph) {
    this.nodes = graph.definitions();
  }

  /** Takes a tensor away from the layers: it will be a parameter of the model. */
  void share(Value weight) {
    common.add(weight);
  }

  Node node(Value value) {
    return nodes.get(value);
  }

  Op op(Value value) {
    return nodes.get(value).op();
  }

  /** The data of a constant. */
  Optional<Tensor> tensor(Value value) {
    return op(value) instanceof Constant(_, Tensor tensor) ? Optional.of(tensor) : Optional.empty();
  }

  /** The name of a trained tensor; empty where it has none. */
  String name(Value value) {
    return switch (op(value)) {
      case Parameter parameter -> parameter.name();
      case Constant constant -> constant.name();
      // A convolution along lines has a weight without height.
      case Reshape(Value weight, _) -> name(weight);
      default -> "";
    };
  }

  /** The tensor in the file of weights of a value that does not depend on any input. */
  Value stored(Value value) {
    return op(value) instanceof Reshape(Value weight, _) ? weight : value;
  }

  /** Whether a value does not depend on any input: a weight, or numbers of the model's text. */
  boolean isLeaf(Value value) {
    return op(value) instanceof Constant || isParameter(value);
  }

  private boolean isParameter(Value value) {
    return op(value) instanceof Parameter
        || (op(value) instanceof Reshape(Value weight, _) && op(weight) instanceof Parameter);
  }

  /** Whether a value may be the tensor of a layer. */
  boolean mayBeOwned(Value value) {
    boolean trained =
        isParameter(value) || (op(value) instanceof Constant && value.type().dtype() == DType.F32);
    return trained && !common.contains(value);
  }

  /**
   * Whether a constant is written where it is used: numbers without a name, single ones, and
   * integers; not what may have been trained.
   */
  boolean isWritten(Value value) {
    return op(value) instanceof Constant(String name, Tensor tensor)
        && (name.isEmpty() || tensor.type().dtype() != DType.F32 || tensor.type().rank() == 0)
        && tensor.type().elements() <= MAX_WRITTEN
        && isFinite(tensor);
  }

  private static boolean isFinite(Tensor tensor) {
    for (long i = 0; i < tensor.type().elements(); i++) {
      if (Double.isNaN(tensor.doubleAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The only number of a tensor without dimensions that is written where it is used. */
  Optional<Double> number(Value value) {
    return value.type().rank() == 0 && value.type().dtype() != DType.BOOL && isWritten(value)
        ? tensor(value).map(t -> t.doubleAt(0))
        : Optional.empty();
  }
}
