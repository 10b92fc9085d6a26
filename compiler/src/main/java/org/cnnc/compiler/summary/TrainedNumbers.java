package org.cnnc.compiler.summary;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/** Counts each trained tensor of a graph once, at the layer that reads it first. */
final class TrainedNumbers {
  private final Map<Value, Node> definitions;
  private final Set<Value> counted = new HashSet<>();

  /** What values that depend on no input were made of, as far as it was trained. */
  private final Map<Value, Set<Value>> sources = new HashMap<>();

  /** Values that depend on an input. */
  private final Set<Value> computed = new HashSet<>();

  TrainedNumbers(Graph graph) {
    definitions = graph.definitions();
    for (Node node : graph.nodes()) {
      Op op = node.op();
      if (op instanceof Input || op.operands().stream().anyMatch(computed::contains)) {
        computed.addAll(node.results());
      } else if (!op.operands().isEmpty()) {
        node.results().forEach(value -> sources.put(value, sources(op)));
      }
    }
  }

  /** How many trained numbers an op reads, itself or through others, that none read before. */
  long firstReadBy(Op op) {
    return sources(op).stream()
        .filter(counted::add)
        .mapToLong(value -> value.type().elements())
        .sum();
  }

  private Set<Value> sources(Op op) {
    Set<Value> trained = new LinkedHashSet<>();
    for (Value operand : op.operands()) {
      if (sources.containsKey(operand)) {
        trained.addAll(sources.get(operand));
      } else if (isTrained(operand, op)) {
        trained.add(operand);
      }
    }
    return trained;
  }

  /**
   * Whether an operand was trained: a parameter, or what it is bound to. An ONNX model has only the
   * latter; its single numbers and whole numbers are arguments of operators.
   */
  private boolean isTrained(Value operand, Op op) {
    Op definition = definitions.get(operand).op();
    if (definition instanceof Parameter parameter) {
      return parameter.role().counted();
    }
    boolean statistic =
        op instanceof BatchNorm norm
            && (operand.equals(norm.mean()) || operand.equals(norm.variance()));
    return definition instanceof Constant constant
        && !constant.name().isEmpty()
        && operand.type().dtype() == DType.F32
        && operand.type().rank() > 0
        && !statistic;
  }
}
