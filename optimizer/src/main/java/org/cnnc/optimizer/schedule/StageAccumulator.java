package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/**
 * Keeps a tile of accumulators in registers at once: moves the named loops, which stand directly
 * within each other around an accumulator, into its scope. The accumulator grows by their extents,
 * and they become the innermost loops of each statement.
 *
 * <pre>
 * for i in 0..I {              register acc: f32[I] {
 *   register acc: f32 {          for i in 0..I { acc[i] = B }
 *     acc = B             ->     for k { for i in 0..I { acc[i] += P } }
 *     for k { acc += P }         for i in 0..I { y[i] = acc[i] }
 *     y[i] = acc               }
 *   }
 * }
 * </pre>
 *
 * <p>The iterations of the named loops must be independent: then neither the loops' distribution
 * over the statements nor their exchange with {@code k} changes what is added to what, nor when.
 */
public record StageAccumulator(List<String> axes) implements Transform {
  public StageAccumulator {
    axes = List.copyOf(axes);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("no axes");
    }
  }

  public StageAccumulator(String... axes) {
    this(List.of(axes));
  }

  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, axes.getFirst(), nest, this::stage);
  }

  private Stmt stage(Stmt.Loop outermost, Simplifier around) {
    List<Axis> tile = new ArrayList<>();
    Stmt body = outermost;
    Simplifier inside = around;
    for (String name : axes) {
      if (!(body instanceof Stmt.Loop(Axis axis, Stmt inner)) || !axis.name().equals(name)) {
        throw refusal("%s does not stand directly within the loops before it".formatted(name));
      }
      tile.add(axis);
      inside = inside.inside(axis);
      body = inner;
    }
    if (!(body instanceof Stmt.Allocate)) {
      throw refusal("the loops do not stand directly around an accumulator");
    }
    for (Axis axis : tile) {
      if (!Independence.holds(axis, body, Set.copyOf(axes), inside)) {
        throw refusal("iterations of %s depend on each other".formatted(axis.name()));
      }
    }
    return new Tile(tile).push(body);
  }

  /** Pushes the loops of one tile inwards. */
  private static final class Tile {
    private final List<Axis> axes;
    private final Set<String> accumulators = new HashSet<>();

    Tile(List<Axis> axes) {
      this.axes = axes;
    }

    Stmt push(Stmt s) {
      return switch (s) {
        case Stmt.Loop(Axis axis, Stmt body) -> new Stmt.Loop(axis, push(body));
        case Stmt.If(Expr condition, Stmt body) when isSameForAll(condition) ->
            new Stmt.If(condition, push(body));
        case Stmt.Seq(List<Stmt> body) -> Stmt.seq(body.stream().map(this::push).toList());
        case Stmt.Allocate(Buffer buffer, Stmt body)
            when buffer.space() == Space.REGISTER && !Access.loopsIn(body).isEmpty() -> {
          accumulators.add(buffer.name());
          yield new Stmt.Allocate(grown(buffer), push(body));
        }
        case Stmt.Store _, Stmt.Accumulate _, Stmt.If _, Stmt.Allocate _ ->
            Stmt.loops(axes, s.mapAccesses(this::withGrown));
        case Stmt.Prefetch _, Stmt.Barrier _ -> s;
      };
    }

    private boolean isSameForAll(Expr condition) {
      Set<String> names = axes.stream().map(Axis::name).collect(Collectors.toSet());
      return !condition.mentions(names) && condition.mapAccesses(this::withGrown).equals(condition);
    }

    private Expr.Load withGrown(Expr.Load element) {
      return accumulators.contains(element.buffer().name())
          ? grown(element.buffer()).at(grown(element.index()))
          : element;
    }

    private Buffer grown(Buffer buffer) {
      List<Integer> shape =
          Stream.concat(axes.stream().map(Axis::extent), buffer.shape().stream()).toList();
      return Buffer.register(buffer.name(), shape);
    }

    private List<Expr> grown(List<Expr> index) {
      return Stream.concat(axes.stream().map(Axis::var), index.stream()).toList();
    }
  }
}
