package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Writes a loop out at once, so that later transforms see each iteration with its number: guards
 * that depend on it can be decided. {@link Mark} with UNROLLED leaves the same to the backend.
 *
 * <pre>
 * for kh in 0..2 { S }   ->   S[kh := 0] ; S[kh := 1]
 * </pre>
 */
public record WriteOut(String axis) implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, axis, nest, this::expand);
  }

  private Stmt expand(Stmt.Loop loop, Simplifier around) {
    List<Stmt> copies = new ArrayList<>();
    for (int i = 0; i < loop.axis().extent(); i++) {
      copies.add(loop.body().substitute(Map.of(axis, Expr.of(i))));
    }
    return Stmt.seq(copies);
  }
}
