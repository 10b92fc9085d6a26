package org.cnnc.frontend.onnx;

import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/**
 * An operator of ONNX that can be read.
 *
 * @param since the first opset in which it is read; all later ones are, too
 * @param elements whether its first input must be of real numbers
 * @param limits what of it is not supported, as docs/ONNX.md says it; empty where all is
 * @param reading its results, in order; those behind the last one given are not supported
 */
record OnnxOperator(
    String name,
    int since,
    Elements elements,
    String limits,
    Function<NodeInput, List<Value>> reading) {
  /** What a first input may be made of. */
  enum Elements {
    REAL,
    ANY
  }

  /** An operator of real numbers with one result. */
  static OnnxOperator real(String name, int since, Function<NodeInput, Value> reading) {
    return new OnnxOperator(name, since, Elements.REAL, "", one(reading));
  }

  /** An operator of any elements with one result. */
  static OnnxOperator any(String name, int since, Function<NodeInput, Value> reading) {
    return new OnnxOperator(name, since, Elements.ANY, "", one(reading));
  }

  private static Function<NodeInput, List<Value>> one(Function<NodeInput, Value> reading) {
    return node -> List.of(reading.apply(node));
  }

  OnnxOperator but(String newLimits) {
    return new OnnxOperator(name, since, elements, newLimits, reading);
  }

  /**
   * The results of a node.
   *
   * @throws UnsupportedException where no op does what the node does
   * @throws OnnxException where the node contradicts itself
   */
  List<Value> read(NodeInput node) {
    if (node.opset() < since) {
      throw new UnsupportedException(
          "it is of opset %d; %d and newer are supported".formatted(node.opset(), since));
    }
    if (elements == Elements.REAL && node.type(0).dtype() != DType.F32) {
      throw new UnsupportedException(
          "its input is %s; real numbers are supported".formatted(node.type(0)));
    }
    return reading.apply(node);
  }
}
