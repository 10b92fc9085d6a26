package org.cnnc.optimizer.schedule;

import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Makes one loop of two that stand directly within each other, so that more iterations can be
 * shared out.
 *
 * <pre>
 * for a in 0..A { for b in 0..B { S } }   ->   for f in 0..A*B { S[a := f / B, b := f % B] }
 * </pre>
 */
public record Fuse(String outer, String inner, String fused) implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, outer, nest, this::fuse);
  }

  private Stmt fuse(Stmt.Loop loop, Simplifier around) {
    if (!(loop.body() instanceof Stmt.Loop(Axis b, Stmt body)) || !b.name().equals(inner)) {
      throw refusal("%s does not stand directly within %s".formatted(inner, outer));
    }
    if (loop.axis().kind() != Kind.SERIAL || b.kind() != Kind.SERIAL) {
      throw refusal("a loop is marked already");
    }
    Axis both = Axis.serial(fused, Math.multiplyExact(loop.axis().extent(), b.extent()));
    if (b.extent() == 0) {
      return new Stmt.Loop(both, body.substitute(Map.of(outer, Expr.of(0), inner, Expr.of(0))));
    }
    Map<String, Expr> parts =
        Map.of(
            outer, both.var().dividedBy(b.extent()),
            inner, both.var().modulo(b.extent()));
    return new Stmt.Loop(both, body.substitute(parts));
  }
}
