package org.cnnc.optimizer.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.ShapeException;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.rule.Rewriter;
import org.cnnc.optimizer.rule.Rule;

/**
 * One walk over a graph, operands before users: each op is rewritten by the first rule that
 * applies, or taken over as it is. What no one reads any more is left for the caller to drop.
 */
final class Sweep implements Rewriter {
  /** What {@link #unique} puts behind a name. */
  private static final Pattern NUMBER = Pattern.compile("/[0-9]+$");

  private final String pass;
  private final List<Rule<?>> rules;
  private final Graph graph;
  private final Graph.Builder builder;
  private final List<String> fired = new ArrayList<>();

  /** The new value of each old one that was walked past. */
  private final Map<Value, Value> renamed = new HashMap<>();

  /** How often a new value is read: by new nodes, and by old ones that are still to be walked. */
  private final Map<Value, Integer> uses = new HashMap<>();

  private final Map<Value, Origin> origins = new HashMap<>();
  private final Map<String, Tensor> constants = new HashMap<>();
  private Origin here = Origin.NONE;

  Sweep(String pass, List<Rule<?>> rules, Graph graph) {
    this.pass = pass;
    this.rules = rules;
    this.graph = graph;
    this.builder = new Graph.Builder(graph.name());
  }

  Graph run() {
    Map<Value, Integer> oldUses = graph.useCounts();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Constant(String name, Tensor value)) {
        constants.putIfAbsent(name, value);
      }
    }
    for (Node node : graph.nodes()) {
      here = node.origin();
      Op op = node.op().mapOperands(renamed::get);
      List<Value> results = rewritten(op).map(List::of).orElseGet(() -> add(op, here));
      op.operands().forEach(operand -> uses.merge(operand, -1, Integer::sum));
      for (int i = 0; i < results.size(); i++) {
        Value old = node.results().get(i);
        renamed.put(old, results.get(i));
        uses.merge(results.get(i), oldUses.getOrDefault(old, 0), Integer::sum);
      }
    }
    for (Output output : graph.outputs()) {
      builder.output(output.name(), renamed.get(output.value()));
    }
    return builder.build();
  }

  /** The rules that rewrote something, in the order in which they did. */
  List<String> fired() {
    return fired;
  }

  private Optional<Value> rewritten(Op op) {
    for (Rule<?> rule : rules) {
      String name = rule.getClass().getSimpleName();
      Optional<Value> replacement;
      try {
        replacement = apply(rule, op);
      } catch (ShapeException e) {
        throw new CompilerBug(pass, "rule %s on %s: %s".formatted(name, op, e.getMessage()), e);
      }
      if (replacement.isPresent()) {
        if (!op.resultTypes().equals(List.of(replacement.get().type()))) {
          throw new CompilerBug(
              pass, "rule %s turned %s into a %s".formatted(name, op, replacement.get().type()));
        }
        fired.add(name);
        return replacement;
      }
    }
    return Optional.empty();
  }

  private <T extends Op> Optional<Value> apply(Rule<T> rule, Op op) {
    return rule.root().isInstance(op) ? rule.apply(rule.root().cast(op), this) : Optional.empty();
  }

  private List<Value> add(Op op, Origin origin) {
    int before = builder.size();
    List<Value> results = builder.addAll(op, origin);
    if (builder.size() > before) {
      op.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
    }
    results.forEach(result -> origins.merge(result, origin, Origin::and));
    return results;
  }

  @Override
  public Op definition(Value value) {
    return builder
        .definition(value)
        .orElseThrow(() -> new CompilerBug(pass, "a rule asked for the undefined " + value));
  }

  @Override
  public boolean isUsedOnce(Value value) {
    return uses.getOrDefault(value, 0) == 1;
  }

  @Override
  public Value emit(Op op, Value... absorbed) {
    Origin origin = Origin.NONE;
    for (Value value : absorbed) {
      origin = origin.and(origins.getOrDefault(value, Origin.NONE));
    }
    return add(op instanceof Constant constant ? unique(constant) : op, origin.and(here))
        .getFirst();
  }

  /** The constant under a name that no other tensor of the graph has: {@code fc.weight/2}. */
  private Constant unique(Constant constant) {
    if (constant.name().isEmpty()) {
      return constant;
    }
    String name = constant.name();
    String base = NUMBER.matcher(name).replaceFirst("");
    Tensor known = constants.putIfAbsent(name, constant.value());
    for (int i = 2; known != null && !known.equals(constant.value()); i++) {
      name = base + "/" + i;
      known = constants.putIfAbsent(name, constant.value());
    }
    return new Constant(name, constant.value());
  }
}
