package org.cnnc.optimizer.pass;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.optimizer.rule.Rule;

/**
 * Applies rules, in the order of the list, sweep after sweep until one changes nothing. Equal ops
 * become one and dead ones are dropped on the way.
 */
public record RewritePass(String name, List<Rule<?>> rules) implements GraphPass {
  /** A graph that needs more has rules that undo each other. */
  private static final int MAX_SWEEPS = 32;

  private static final int SHOWN_RULES = 8;

  public RewritePass {
    rules = List.copyOf(rules);
  }

  @Override
  public Graph run(Graph graph) {
    Graph current = graph;
    List<String> fired = List.of();
    for (int i = 0; i < MAX_SWEEPS; i++) {
      Sweep sweep = new Sweep(name, rules, current);
      Graph next = new EliminateDeadNodes().run(sweep.run());
      fired = sweep.fired();
      if (fired.isEmpty()) {
        // Nothing was rewritten, but equal or dead nodes may have gone.
        return next.nodes().size() == current.nodes().size() ? current : next;
      }
      current = next;
    }
    throw new CompilerBug(
        name,
        "no end after %d sweeps; the last one applied %s"
            .formatted(MAX_SWEEPS, fired.subList(0, Math.min(SHOWN_RULES, fired.size()))));
  }
}
