package org.cnnc.optimizer.schedule;

import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Says how the iterations of a loop are carried out.
 *
 * <pre>
 * for oc.i in 0..16 { S }   ->   vector oc.i in 0..16 { S }
 * </pre>
 *
 * <p>A loop may be written out (UNROLLED) always. For every other kind its iterations must be
 * independent; for VECTOR, moreover, {@code S} must be straight-line code.
 */
public record Mark(String axis, Kind kind) implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, axis, nest, this::mark);
  }

  private Stmt mark(Stmt.Loop loop, Simplifier around) {
    Axis a = loop.axis();
    boolean inAnyOrder =
        switch (kind) {
          case SERIAL, UNROLLED, DOT -> false;
          case VECTOR, MATRIX, PARALLEL, DYNAMIC, WORK_GROUP, WORK_ITEM -> true;
        };
    Simplifier inside = around.inside(a);
    if (inAnyOrder && !Independence.holds(a, loop.body(), Set.of(), inside)) {
      throw refusal("iterations of %s depend on each other".formatted(axis));
    }
    if (kind == Kind.VECTOR && !isStraightLine(loop.body())) {
      throw refusal("the body of %s is not straight-line code".formatted(axis));
    }
    return new Stmt.Loop(a.withKind(kind), loop.body());
  }

  private static boolean isStraightLine(Stmt s) {
    return switch (s) {
      case Stmt.Store _, Stmt.Accumulate _ -> true;
      case Stmt.Seq(var body) -> body.stream().allMatch(Mark::isStraightLine);
      case Stmt.Allocate(var _, Stmt body) -> isStraightLine(body);
      case Stmt.If(Expr _, Stmt body) -> isStraightLine(body);
      case Stmt.Loop _, Stmt.Prefetch _, Stmt.Barrier _ -> false;
    };
  }
}
