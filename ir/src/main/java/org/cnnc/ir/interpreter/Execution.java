package org.cnnc.ir.interpreter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * One run of a graph, op after op. What is kept of a value, its elements alone or bounds too, is
 * the semantics' business.
 */
final class Execution<T> {
  /** What ops do to values that are known as {@code T}. */
  interface Semantics<T> {
    T of(Tensor tensor);

    /**
     * Computes an op that is no leaf and not fused.
     *
     * @param type the result's, the batch being concrete
     */
    T evaluate(Op op, Function<Value, T> operands, TensorType type);
  }

  private final Graph graph;
  private final Map<String, Tensor> inputs;
  private final Semantics<T> semantics;
  private final int batch;
  private final Map<Value, T> values = new HashMap<>();
  // Converted at each use and never kept: a model's weights as doubles may not fit the memory.
  private final Map<Value, Tensor> constants = new HashMap<>();
  private final Map<Value, Integer> usesLeft;

  private Execution(Graph graph, Map<String, Tensor> inputs, Semantics<T> semantics) {
    this.graph = graph;
    this.inputs = inputs;
    this.semantics = semantics;
    this.batch = batch(graph, inputs);
    this.usesLeft = new HashMap<>(graph.useCounts());
  }

  /** The outputs by name, in their order. */
  static <T> Map<String, T> run(Graph graph, Map<String, Tensor> inputs, Semantics<T> semantics) {
    return new Execution<>(graph, inputs, semantics).run();
  }

  private Map<String, T> run() {
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Constant constant -> constants.put(node.result(), constant.value());
        case Input input -> values.put(node.result(), semantics.of(inputs.get(input.name())));
        case Parameter p ->
            throw new IllegalArgumentException(
                "the parameter `%s` is not bound to data".formatted(p.name()));
        case Op op -> values.put(node.result(), evaluate(op));
      }
      node.op().operands().forEach(this::release);
    }
    Map<String, T> outputs = new LinkedHashMap<>();
    for (Output output : graph.outputs()) {
      outputs.put(output.name(), value(output.value()));
    }
    return outputs;
  }

  private T evaluate(Op op) {
    if (!(op instanceof Fused fused)) {
      return semantics.evaluate(op, this::value, type(op));
    }
    T result = evaluate(fused.anchor());
    for (Op step : fused.epilogue()) {
      T previous = result;
      result = semantics.evaluate(step, v -> v.isPrevious() ? previous : value(v), type(step));
    }
    return result;
  }

  private TensorType type(Op op) {
    return op.resultTypes().getFirst().withBatch(batch);
  }

  private T value(Value value) {
    Tensor constant = constants.get(value);
    return constant == null ? values.get(value) : semantics.of(constant);
  }

  /** Forgets a value after its last use. */
  private void release(Value value) {
    if (usesLeft.merge(value, -1, Integer::sum) == 0) {
      values.remove(value);
    }
  }

  /** Checks the inputs and gives their common batch; 1 where none has one. */
  private static int batch(Graph graph, Map<String, Tensor> inputs) {
    Set<String> unknown = new TreeSet<>(inputs.keySet());
    Set<Integer> batches = new HashSet<>();
    for (Input input : graph.inputs()) {
      Tensor tensor = inputs.get(input.name());
      if (tensor == null) {
        throw new IllegalArgumentException("no data for the input `%s`".formatted(input.name()));
      }
      int n = input.type().isBatched() && tensor.type().rank() > 0 ? tensor.type().dim(0) : 1;
      if (!input.type().withBatch(n).equals(tensor.type())) {
        throw new IllegalArgumentException(
            "the input `%s` is %s, got %s".formatted(input.name(), input.type(), tensor.type()));
      }
      if (input.type().isBatched()) {
        batches.add(n);
      }
      unknown.remove(input.name());
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no such inputs: " + unknown);
    }
    if (batches.size() > 1) {
      throw new IllegalArgumentException("inputs of different batches: " + new TreeSet<>(batches));
    }
    return batches.isEmpty() ? 1 : batches.iterator().next();
  }
}
