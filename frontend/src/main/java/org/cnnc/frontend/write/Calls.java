package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.tensor.Value;

/** The calls that a graph is written as, in the order of its nodes. */
final class Calls {
  private final Graph graph;
  private final Definitions definitions;

  private Calls(Graph graph, Definitions definitions) {
    this.graph = graph;
    this.definitions = definitions;
  }

  /**
   * @throws UnsupportedException with every value that the language has no words for
   */
  static List<Call> of(Graph graph, Definitions definitions) {
    Calls work = new Calls(graph, definitions);
    List<Call> calls = work.spelled();
    Set<Value> common = work.common(calls);
    if (common.isEmpty()) {
      return calls;
    }
    common.forEach(definitions::share);
    return work.spelled();
  }

  private List<Call> spelled() {
    Spellings spellings = new Spellings(definitions);
    List<String> unsupported = new ArrayList<>();
    Set<Value> needed = new HashSet<>();
    graph.outputs().forEach(output -> needed.add(output.value()));
    List<Call> calls = new ArrayList<>();
    for (Node node : graph.nodes().reversed()) {
      Value value = node.results().getFirst();
      if (!needed.contains(value)
          || definitions.isLeaf(value)
          || graph.inputs().contains(definitions.op(value))) {
        continue;
      }
      Optional<Call> call = spellings.of(value);
      if (call.isEmpty()) {
        unsupported.add("%s `%s`".formatted(node.op().getClass().getSimpleName(), node.origin()));
        continue;
      }
      calls.addFirst(call.get());
      needed.addAll(call.get().operands());
    }
    if (!unsupported.isEmpty()) {
      throw new UnsupportedException(
          "no operator of the language says what these do:\n"
              + String.join("\n", unsupported.reversed()));
    }
    return calls;
  }

  /** Trained tensors of several layers that are not the same layer, applied again. */
  private Set<Value> common(List<Call> calls) {
    Map<Value, Call> owners = new HashMap<>();
    Set<Value> common = new LinkedHashSet<>();
    for (Call call : calls) {
      for (Value weight : call.owned().values()) {
        Call before = owners.putIfAbsent(weight, call);
        if (before != null && !isAgain(call, before)) {
          common.add(weight);
        }
      }
    }
    for (Call call : calls) {
      call.operands().stream().filter(owners::containsKey).forEach(common::add);
    }
    return common;
  }

  /** Whether a call is another one on another input, so that {@code share} says it. */
  static boolean isAgain(Call call, Call before) {
    return !call.owned().isEmpty()
        && call.owned().equals(before.owned())
        && call.callee().equals(before.callee())
        && call.without("x").arguments().equals(before.without("x").arguments());
  }
}
