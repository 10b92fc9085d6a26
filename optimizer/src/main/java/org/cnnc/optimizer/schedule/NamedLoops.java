package org.cnnc.optimizer.schedule;

import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/** Finds the loops of a nest that have a name, and puts something else in their places. */
final class NamedLoops {
  /** What comes in a loop's place. */
  @FunctionalInterface
  interface Rewrite {
    /** The replacement of a loop; {@code around} knows the ranges of the loops around it. */
    Stmt apply(Stmt.Loop loop, Simplifier around);
  }

  private final String name;
  private final Rewrite rewrite;
  private boolean found;

  private NamedLoops(String name, Rewrite rewrite) {
    this.name = name;
    this.rewrite = rewrite;
  }

  /**
   * The nest with every loop over {@code name} rewritten.
   *
   * @throws org.cnnc.ir.CompilerBug in the name of {@code step} where there is no such loop
   */
  static Stmt rewrite(Transform step, String name, Stmt nest, Rewrite rewrite) {
    NamedLoops loops = new NamedLoops(name, rewrite);
    Stmt rewritten = loops.visit(nest, new Simplifier());
    if (!loops.found) {
      throw step.refusal("there is no loop over " + name);
    }
    return rewritten;
  }

  private Stmt visit(Stmt s, Simplifier around) {
    if (!(s instanceof Stmt.Loop loop)) {
      return s.mapParts(part -> visit(part, around), (Expr e) -> e);
    }
    if (loop.axis().name().equals(name)) {
      found = true;
      return rewrite.apply(loop, around);
    }
    Simplifier inside = around.inside(loop.axis());
    return new Stmt.Loop(loop.axis(), visit(loop.body(), inside));
  }
}
