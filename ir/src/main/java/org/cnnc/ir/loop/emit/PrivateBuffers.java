package org.cnnc.ir.loop.emit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;

/**
 * Arranges buffers that live in registers, so that the elements a vector instruction works on are
 * neighbours: each vector then is a register.
 */
public final class PrivateBuffers {
  private PrivateBuffers() {}

  /** The same allocation with the dimension that vector loops run along innermost. */
  public static Stmt.Allocate lanesInnermost(Stmt.Allocate allocate) {
    OptionalInt dimension = laneDimension(allocate);
    if (dimension.isEmpty()) {
      return allocate;
    }
    Buffer old = allocate.buffer();
    List<Layout.Dim> dims = new ArrayList<>(Layout.rowMajor(old.shape()).dims());
    dims.add(dims.remove(dimension.getAsInt()));
    return allocate.with(old.withLayout(new Layout(dims)), index -> index);
  }

  /** The dimension of the buffer that vector loops run along. */
  public static OptionalInt laneDimension(Stmt.Allocate allocate) {
    return laneDimension(allocate.body(), allocate.buffer(), Set.of());
  }

  /**
   * The same allocation with a copy of the buffer for every lane of a vector loop around it, since
   * each iteration has its own.
   */
  public static Stmt.Allocate perLane(Stmt.Allocate allocate, Axis lane) {
    Buffer old = allocate.buffer();
    List<Integer> shape = new ArrayList<>(old.shape());
    shape.add(lane.extent());
    List<Layout.Dim> dims = new ArrayList<>(old.layout().dims());
    dims.add(new Layout.Dim(old.shape().size(), 1, lane.extent(), 0));
    Buffer copies = new Buffer(old.name(), old.dtype(), shape, new Layout(dims), old.space());
    return allocate.with(copies, index -> withLane(index, lane));
  }

  private static List<Expr> withLane(List<Expr> index, Axis lane) {
    List<Expr> longer = new ArrayList<>(index);
    longer.add(lane.var());
    return longer;
  }

  /** The dimension whose index contains the variable of a vector loop, at the first such access. */
  private static OptionalInt laneDimension(Stmt s, Buffer buffer, Set<Axis> lanes) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> {
        Set<Axis> inner = new HashSet<>(lanes);
        if (axis.kind() == Kind.VECTOR) {
          inner.add(axis);
        } else {
          inner.removeIf(a -> a.name().equals(axis.name()));
        }
        yield laneDimension(body, buffer, inner);
      }
      case Stmt.If(Expr _, Stmt body) -> laneDimension(body, buffer, lanes);
      case Stmt.Allocate(Buffer _, Stmt body) -> laneDimension(body, buffer, lanes);
      case Stmt.Seq(List<Stmt> body) ->
          body.stream()
              .map(part -> laneDimension(part, buffer, lanes))
              .filter(OptionalInt::isPresent)
              .findFirst()
              .orElse(OptionalInt.empty());
      case Stmt.Store(Buffer b, List<Expr> index, Expr _) ->
          b.name().equals(buffer.name()) ? laneDimension(index, lanes) : OptionalInt.empty();
      case Stmt.Accumulate(Buffer b, List<Expr> index, BinaryOp _, Expr _) ->
          b.name().equals(buffer.name()) ? laneDimension(index, lanes) : OptionalInt.empty();
      case Stmt.Prefetch _, Stmt.Barrier _ -> OptionalInt.empty();
    };
  }

  private static OptionalInt laneDimension(List<Expr> index, Set<Axis> lanes) {
    for (int d = 0; d < index.size(); d++) {
      Expr i = index.get(d);
      if (lanes.stream().anyMatch(lane -> i.mentions(lane))) {
        return OptionalInt.of(d);
      }
    }
    return OptionalInt.empty();
  }
}
