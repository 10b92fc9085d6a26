package org.cnnc.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A dataflow graph in SSA form: nodes in topological order, each value defined once and before its
 * use. Immutable; a pass makes a new one with a {@link Builder}.
 *
 * @param name the model's name, an identifier
 */
public record Graph(String name, List<Node> nodes, List<Output> outputs) {
  public Graph {
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /** The inputs in the order in which they were declared. */
  public List<Input> inputs() {
    return nodes.stream()
        .map(Node::op)
        .filter(Input.class::isInstance)
        .map(Input.class::cast)
        .toList();
  }

  /** The node that defines each value. */
  public Map<Value, Node> definitions() {
    Map<Value, Node> definitions = new HashMap<>();
    for (Node node : nodes) {
      node.results().forEach(value -> definitions.put(value, node));
    }
    return definitions;
  }

  /** How often each value is read, the graph's outputs included. */
  public Map<Value, Integer> useCounts() {
    Map<Value, Integer> uses = new HashMap<>();
    for (Node node : nodes) {
      node.op().operands().forEach(value -> uses.merge(value, 1, Integer::sum));
    }
    outputs.forEach(output -> uses.merge(output.value(), 1, Integer::sum));
    return uses;
  }

  /** Whether any input's batch is chosen at run time. */
  public boolean isBatched() {
    return inputs().stream().anyMatch(input -> input.type().isBatched());
  }

  /** Collects nodes; an op equal to an earlier one gives that one's values again. */
  public static final class Builder {
    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Op, Integer> known = new HashMap<>();
    private final Map<Value, Op> definitions = new HashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private int nextId;

    public Builder(String name) {
      this.name = name;
    }

    /** Adds an op with one result. */
    public Value add(Op op, Origin origin) {
      List<Value> results = addAll(op, origin);
      if (results.size() != 1) {
        throw new IllegalStateException(op + " has " + results.size() + " results");
      }
      return results.getFirst();
    }

    /** Adds an op and gives its results; an equal op is shared and keeps both origins. */
    public List<Value> addAll(Op op, Origin origin) {
      Integer at = known.get(op);
      if (at != null) {
        Node shared = nodes.get(at);
        nodes.set(at, new Node(shared.results(), op, shared.origin().and(origin)));
        return shared.results();
      }
      List<Value> results = new ArrayList<>();
      for (TensorType type : op.resultTypes()) {
        results.add(new Value(nextId++, type));
      }
      results.forEach(value -> definitions.put(value, op));
      known.put(op, nodes.size());
      nodes.add(new Node(results, op, origin));
      return List.copyOf(results);
    }

    /** The op that defines a value of this builder. */
    public Optional<Op> definition(Value value) {
      return Optional.ofNullable(definitions.get(value));
    }

    public void output(String outputName, Value value) {
      outputs.add(new Output(outputName, value));
    }

    /** The number of nodes so far. */
    public int size() {
      return nodes.size();
    }

    public Graph build() {
      return new Graph(name, nodes, outputs);
    }
  }
}
