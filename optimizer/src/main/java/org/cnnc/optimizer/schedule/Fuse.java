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
 *
 * <p>Both are serial; or both are marked PARALLEL, and so is what they become: neither one's
 * iterations depend on each other.
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
    Kind kind = loop.axis().kind();
    if (kind != b.kind() || (kind != Kind.SERIAL && kind != Kind.PARALLEL)) {
      throw refusal("%s is %s, %s is %s".formatted(outer, kind.text(), inner, b.kind().text()));
    }
    Axis both = new Axis(fused, Math.multiplyExact(loop.axis().extent(), b.extent()), kind);
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
