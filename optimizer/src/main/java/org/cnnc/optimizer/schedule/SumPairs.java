package org.cnnc.optimizer.schedule;

import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;

/**
 * Lets an instruction take two steps of sums at a time, which are vectors written out side by side.
 *
 * <pre>
 * for k in 0..2 { unrolled a { vector l { acc[a, l] += x[k] * w[k, l] } } }   ->
 * unrolled a { dot k in 0..2 { vector l { acc[a, l] += x[1 - k] * w[1 - k, l] } } }
 * </pre>
 *
 * <p>The second step comes first, as the instruction adds them; so this changes the last bits of
 * results, and does so for every target alike, with or without the instruction.
 */
public record SumPairs(String axis) implements Transform {
  private static final int STEPS = 2;

  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(
        this,
        axis,
        nest,
        (loop, _) -> {
          if (loop.axis().extent() != STEPS || loop.axis().kind() != Kind.SERIAL) {
            throw refusal("%s is no loop of two steps".formatted(axis));
          }
          return inward(loop.axis(), loop.body());
        });
  }

  private Stmt inward(Axis steps, Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis a, Stmt body) when a.kind() == Kind.UNROLLED ->
          new Stmt.Loop(a, inward(steps, body));
      case Stmt.Loop(Axis a, Stmt.Accumulate sum) when a.kind() == Kind.VECTOR -> {
        Expr backwards = Expr.of(STEPS - 1).minus(steps.var());
        Stmt reversed = sum.substitute(Map.of(axis, backwards));
        yield new Stmt.Loop(steps.withKind(Kind.DOT), new Stmt.Loop(a, reversed));
      }
      case Stmt.Seq(List<Stmt> body) ->
          Stmt.seq(body.stream().map(part -> inward(steps, part)).toList());
      case Stmt.Loop _,
          Stmt.If _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Allocate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          throw refusal("%s does more than to add to vectors".formatted(axis));
    };
  }
}
