package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/**
 * Moves conditions around an accumulator to where its result is stored, so that all iterations go
 * the same way, and may meet on it. Those that the condition excludes compute with zeros what they
 * cannot load.
 *
 * <pre>
 * if i < I {                     register acc: f32 {
 *   register acc: f32 {            for k { acc += select(i < I, x[i + k], 0.0) }
 *     for k { acc += x[i + k] } ->  if i < I { y[i] = acc }
 *     y[i] = acc } }             }
 * </pre>
 *
 * <p>Loads that lie in their buffer's memory in any case stay as they are.
 */
public record SinkGuards() implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return find(nest, new Simplifier());
  }

  private static Stmt find(Stmt s, Simplifier scope) {
    return switch (s) {
      case Stmt.Loop(var axis, Stmt body) -> new Stmt.Loop(axis, find(body, scope.inside(axis)));
      case Stmt.If _ -> {
        List<Expr> conditions = new ArrayList<>();
        Stmt body = s;
        while (body instanceof Stmt.If(Expr condition, Stmt inner)) {
          conditions.add(condition);
          body = inner;
        }
        boolean isAccumulator =
            body instanceof Stmt.Allocate(Buffer b, Stmt _) && b.space() == Space.REGISTER;
        yield isAccumulator ? new Sunk(conditions).sink(body, scope) : s;
      }
      case Stmt.Seq _,
          Stmt.Allocate _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          s.mapParts(part -> find(part, scope), e -> e);
    };
  }

  /** Conditions on their way inwards. */
  private static final class Sunk {
    private final List<Expr> conditions;
    private final Set<String> allocated = new HashSet<>();

    Sunk(List<Expr> conditions) {
      this.conditions = conditions;
    }

    Stmt sink(Stmt s, Simplifier scope) {
      return switch (s) {
        case Stmt.Loop(var axis, Stmt body) -> new Stmt.Loop(axis, sink(body, scope.inside(axis)));
        case Stmt.Allocate(Buffer buffer, Stmt body) -> {
          allocated.add(buffer.name());
          yield new Stmt.Allocate(buffer, sink(body, scope));
        }
        case Stmt.Store(Buffer buffer, var _, Expr _) when !allocated.contains(buffer.name()) ->
            under(conditions, s);
        case Stmt.Accumulate a when !allocated.contains(a.buffer().name()) -> under(conditions, s);
        case Stmt.Store _,
            Stmt.Accumulate _,
            Stmt.If _,
            Stmt.Seq _,
            Stmt.Prefetch _,
            Stmt.Barrier _ ->
            s.mapParts(part -> sink(part, scope), e -> guarded(e, scope));
      };
    }

    private static Stmt under(List<Expr> conditions, Stmt s) {
      Stmt result = s;
      for (Expr condition : conditions.reversed()) {
        result = new Stmt.If(condition, result);
      }
      return result;
    }

    private Expr guarded(Expr e, Simplifier scope) {
      if (e instanceof Expr.Load load) {
        return guard(load, scope)
            .<Expr>map(guard -> new Expr.Select(guard, load, zero(load)))
            .orElse(load);
      }
      if (e instanceof Expr.Select(Expr condition, Expr.Load then, Expr otherwise)) {
        Optional<Expr> guard = guard(then, scope);
        if (guard.isPresent()) {
          return new Expr.Select(guard.get().and(condition), then, otherwise);
        }
      }
      return e.mapOperands(operand -> guarded(operand, scope));
    }

    /** What must hold so that an element is there; empty where it always is. */
    private Optional<Expr> guard(Expr.Load load, Simplifier scope) {
      if (allocated.contains(load.buffer().name()) || isInMemory(load, scope)) {
        return Optional.empty();
      }
      Set<String> variables = new HashSet<>();
      load.index().forEach(i -> collectVariables(i, variables));
      return conditions.stream().filter(c -> c.mentions(variables)).reduce(Expr::and);
    }

    private static boolean isInMemory(Expr.Load load, Simplifier scope) {
      for (int d = 0; d < load.index().size(); d++) {
        Interval range = scope.range(load.index().get(d));
        var layout = load.buffer().layout();
        if (!range.isWithin(layout.lowest(d), layout.limit(d))) {
          return false;
        }
      }
      return true;
    }

    private static void collectVariables(Expr e, Set<String> variables) {
      if (e instanceof Expr.Var(String name)) {
        variables.add(name);
      }
      e.operands().forEach(operand -> collectVariables(operand, variables));
    }

    private static Expr zero(Expr.Load load) {
      return switch (ExprType.of(load)) {
        case FLOAT -> new Expr.Literal(0f);
        case INDEX -> Expr.of(0);
        case TRUTH -> Expr.of(0).compare(BinaryOp.NE, Expr.of(0));
      };
    }
  }
}
