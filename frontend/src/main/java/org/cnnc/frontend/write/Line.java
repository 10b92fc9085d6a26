package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.tensor.Value;

/**
 * A statement: calls of which each is piped into the next.
 *
 * @param inlined the lines that are written as arguments of the first call, by their results
 */
record Line(List<Call> calls, Map<Value, Line> inlined) {
  /** Operators of several tensors that are still a step of the first one's way. */
  private static final Set<String> STEPS = Set.of("gather", "gather_elements", "max_unpool2d");

  private static final String JOIN = "concat";

  /** The one operator whose name is a sign of the language, and so no name of a stage. */
  private static final Set<String> KEYWORDS = Set.of("div");

  Line {
    calls = List.copyOf(calls);
    inlined = Map.copyOf(inlined);
  }

  Value result() {
    return calls.getLast().result();
  }

  /** Every value that is read and not made here. */
  List<Value> operands() {
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Value before = i == 0 ? null : calls.get(i - 1).result();
      for (Value operand : calls.get(i).operands()) {
        if (inlined.containsKey(operand)) {
          operands.addAll(inlined.get(operand).operands());
        } else if (!operand.equals(before)) {
          operands.add(operand);
        }
      }
    }
    return operands;
  }

  /**
   * The lines of calls, in order.
   *
   * @param results the values that are needed behind them
   */
  static List<Line> of(List<Call> calls, List<Value> results, Definitions definitions) {
    Map<Value, Integer> uses = new HashMap<>();
    calls.forEach(call -> call.operands().forEach(v -> uses.merge(v, 1, Integer::sum)));
    // What is a result needs a name, however often it is read.
    results.forEach(v -> uses.merge(v, 2, Integer::sum));
    List<List<Call>> chains = new ArrayList<>();
    for (Call call : calls) {
      Value before = chains.isEmpty() ? null : chains.getLast().getLast().result();
      if (before != null && uses.get(before) == 1 && isStage(call, before, definitions)) {
        chains.getLast().add(call);
      } else {
        chains.add(new ArrayList<>(List.of(call)));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (List<Call> chain : chains) {
      lines.add(new Line(chain, joined(chain.getFirst(), lines, uses)));
    }
    return lines;
  }

  /** Whether a call is written as a stage behind the value. */
  static boolean isStage(Call call, Value before, Definitions definitions) {
    boolean pipes =
        call.arguments().get(Formatter.firstParameter(call)) instanceof Known.Tensor(Value first)
            && first.equals(before);
    boolean alone =
        call.operands().stream().filter(v -> !definitions.isLeaf(v)).count() == 1
            || STEPS.contains(call.callee());
    return pipes
        && alone
        && call.element().isEmpty()
        && call.variadic().isEmpty()
        && !KEYWORDS.contains(call.callee());
  }

  /**
   * Two or more branches that were just written and that only {@code join} reads become its
   * arguments, and are taken off the lines.
   */
  private static Map<Value, Line> joined(Call join, List<Line> lines, Map<Value, Integer> uses) {
    List<Value> operands = join.operands();
    int count = 0;
    while (join.callee().equals(JOIN)
        && count < Math.min(lines.size(), operands.size())
        && operands
            .get(operands.size() - 1 - count)
            .equals(lines.get(lines.size() - 1 - count).result())
        && uses.get(operands.get(operands.size() - 1 - count)) == 1) {
      count++;
    }
    if (count < 2) {
      return Map.of();
    }
    Map<Value, Line> inlined = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Line branch = lines.removeLast();
      inlined.put(branch.result(), branch);
    }
    return inlined;
  }
}
