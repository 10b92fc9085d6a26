package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Stmt;

/**
 * Gives each part of a nest between two barriers transforms of its own.
 *
 * <pre>
 * A barrier B   ->   A' barrier B'
 * </pre>
 *
 * @param phases the transforms of each part, in order
 */
public record EachPhase(List<List<Transform>> phases) implements Transform {
  public EachPhase {
    phases = phases.stream().map(List::copyOf).toList();
  }

  @Override
  public Stmt apply(Stmt nest) {
    List<Stmt> parts = nest instanceof Stmt.Seq(List<Stmt> body) ? body : List.of(nest);
    List<Stmt> result = new ArrayList<>();
    List<Stmt> phase = new ArrayList<>();
    int done = 0;
    for (Stmt part : parts) {
      if (part instanceof Stmt.Barrier) {
        result.add(transformed(phase, done++));
        result.add(part);
        phase.clear();
      } else {
        phase.add(part);
      }
    }
    result.add(transformed(phase, done++));
    if (done != phases.size()) {
      throw refusal("there are %d phases".formatted(done));
    }
    return Stmt.seq(result);
  }

  private Stmt transformed(List<Stmt> phase, int number) {
    if (number >= phases.size()) {
      throw refusal("there are more phases");
    }
    return Transform.applyAll(phases.get(number), Stmt.seq(phase));
  }
}
