package org.cnnc.frontend.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;

/**
 * A graph without what only the exporter needed: nodes that nothing reads or that change nothing,
 * weights that are turned around before their use, a dense layer's bias that is added behind it.
 *
 * <p>The nodes come in the order in which a reader would follow them from the outputs back: each
 * behind its operands, the first operand's first. So a model has one order, whatever its exporter's
 * was.
 */
final class TidyGraph {
  private final Map<Value, Integer> uses;
  private final Graph.Builder tidy;
  private final Map<Value, Value> values = new HashMap<>();

  private TidyGraph(Graph graph) {
    this.uses = graph.useCounts();
    this.tidy = new Graph.Builder(graph.name());
  }

  static Graph of(Graph graph) {
    TidyGraph work = new TidyGraph(graph);
    graph.nodes().forEach(work::rewrite);
    graph
        .outputs()
        .forEach(output -> work.tidy.output(output.name(), work.values.get(output.value())));
    return ordered(work.tidy.build());
  }

  /** The nodes that the outputs need, and all inputs, which come first. */
  private static Graph ordered(Graph graph) {
    Map<Value, Node> definitions = graph.definitions();
    Graph.Builder ordered = new Graph.Builder(graph.name());
    Map<Value, Value> values = new HashMap<>();
    UniqueNames names = new UniqueNames();
    Deque<Value> open = new ArrayDeque<>();
    graph.outputs().reversed().forEach(output -> open.push(output.value()));
    for (Node node : graph.nodes().reversed()) {
      if (node.op() instanceof Input) {
        open.push(node.result());
      }
    }
    // Without recursion, which a deep graph would take too far.
    while (!open.isEmpty()) {
      Value value = open.peek();
      Node node = definitions.get(value);
      List<Value> missing =
          node.op().operands().stream().filter(v -> !values.containsKey(v)).toList();
      if (!missing.isEmpty()) {
        open.push(missing.getFirst());
        continue;
      }
      if (!values.containsKey(value)) {
        put(node, ordered.addAll(named(node.op(), values, names), node.origin()), values);
      }
      open.pop();
    }
    graph.outputs().forEach(output -> ordered.output(output.name(), values.get(output.value())));
    return ordered.build();
  }

  /** The op on its new operands; two constants that are parts of one have names of their own. */
  private static Op named(Op op, Map<Value, Value> values, UniqueNames names) {
    return op instanceof Constant(String name, Tensor tensor) && !name.isEmpty()
        ? new Constant(names.unique(name), tensor)
        : op.mapOperands(values::get);
  }

  private static void put(Node node, List<Value> results, Map<Value, Value> values) {
    for (int i = 0; i < results.size(); i++) {
      values.put(node.results().get(i), results.get(i));
    }
  }

  private void rewrite(Node node) {
    Op op = node.op().mapOperands(values::get);
    Optional<Value> same = operandThatIsTheResult(op);
    if (same.isPresent()) {
      values.put(node.result(), same.get());
    } else {
      put(node, tidy.addAll(rewritten(node, op), node.origin()), values);
    }
  }

  private static Optional<Value> operandThatIsTheResult(Op op) {
    return switch (op) {
      case Identity(Value x) -> Optional.of(x);
      case Reshape(Value x, List<Integer> dims) when dims.equals(x.type().dims()) -> Optional.of(x);
      case Expand(Value x, List<Integer> dims) when dims.equals(x.type().dims()) -> Optional.of(x);
      case Reduce(ReduceKind _, Value x, List<Integer> axes, boolean _) when axes.isEmpty() ->
          Optional.of(x);
      default -> Optional.empty();
    };
  }

  /**
   * What the op is in the tidy graph.
   *
   * @param node with the op as it was, for how often its operands are used
   */
  private Op rewritten(Node node, Op op) {
    return switch (op) {
      // Arguments of operators, of which equal ones are one.
      case Constant(String _, Tensor tensor)
          when tensor.type().dtype() != DType.F32 || tensor.type().rank() == 0 ->
          new Constant("", tensor);
      case Reshape(Value x, List<Integer> dims) when weight(x).isPresent() ->
          moved(weight(x).get(), weight(x).get().value().reshaped(x.type().withDims(dims)));
      case Transpose(Value x, List<Integer> permutation) when weight(x).isPresent() ->
          moved(weight(x).get(), weight(x).get().value().transposed(permutation));
      case AvgPool2d pool -> plain(pool);
      case Binary(BinaryKind kind, Value y, Value bias)
          when kind == BinaryKind.ADD
              && uses.get(node.op().operands().getFirst()) == 1
              && tidy.definition(y).orElseThrow() instanceof Linear(Value x, Value w, Value zero)
              && weight(zero).map(TidyGraph::isZero).orElse(false)
              && weight(bias).isPresent()
              && bias.type().equals(zero.type()) ->
          new Linear(x, w, bias);
      default -> new Idioms(tidy, node.origin()).endingIn(op).orElse(op);
    };
  }

  /** Without a mode that changes nothing: of counting where there is no padding, of rounding. */
  private static AvgPool2d plain(AvgPool2d op) {
    PoolWindow window = op.pool();
    PoolWindow floor = new PoolWindow(window.kernelH(), window.kernelW(), window.window(), false);
    AvgPool2d rounded = new AvgPool2d(op.input(), floor, op.countIncludePad());
    AvgPool2d same = rounded.resultTypes().equals(op.resultTypes()) ? rounded : op;
    return same.pool().window().hasPadding() || same.pool().ceilMode()
        ? same
        : new AvgPool2d(same.input(), same.pool(), true);
  }

  private Optional<Constant> weight(Value value) {
    return tidy.definition(value).orElseThrow() instanceof Constant constant
            && value.type().dtype() == DType.F32
        ? Optional.of(constant)
        : Optional.empty();
  }

  private static Constant moved(Constant from, Tensor tensor) {
    return new Constant(from.name(), tensor);
  }

  private static boolean isZero(Constant constant) {
    Tensor tensor = constant.value();
    return constant.name().isEmpty() && tensor.equals(Tensor.filled(tensor.type(), 0));
  }
}
