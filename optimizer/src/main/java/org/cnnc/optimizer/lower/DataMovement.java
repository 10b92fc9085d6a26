package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;

/**
 * Ops that only place elements elsewhere: each a copy over the result, indexed back into the input.
 */
final class DataMovement {
  private DataMovement() {}

  /** One copy for each input, behind the others. */
  static Stmt concat(Concat op, Operands operands) {
    List<Stmt> copies = new ArrayList<>();
    int start = 0;
    for (Buffer x : operands.inputs()) {
      List<Axis> axes = Points.axes(x.shape());
      List<Expr> point = Points.vars(axes);
      List<Expr> target = new ArrayList<>(point);
      target.set(op.axis(), point.get(op.axis()).plus(start));
      copies.add(Stmt.loops(axes, new Stmt.Store(operands.result(), target, x.at(point))));
      start += x.shape().get(op.axis());
    }
    return Stmt.seq(copies);
  }

  static Stmt slice(Slice op, Operands operands) {
    return copy(
        operands,
        point -> {
          List<Expr> source = new ArrayList<>(point);
          source.set(op.axis(), point.get(op.axis()).times(op.step()).plus(op.start()));
          return operands.inputs().getFirst().at(source);
        });
  }

  static Stmt transpose(Transpose op, Operands operands) {
    return copy(
        operands,
        point -> {
          List<Expr> source = new ArrayList<>(point);
          for (int i = 0; i < point.size(); i++) {
            source.set(op.permutation().get(i), point.get(i));
          }
          return operands.inputs().getFirst().at(source);
        });
  }

  static Stmt expand(Operands operands) {
    Buffer x = operands.inputs().getFirst();
    return copy(operands, point -> x.at(Points.broadcast(x.shape(), point)));
  }

  /** Element by row-major position; where both are dense there is no copy at all. */
  static Stmt reshape(Operands operands) {
    Buffer x = operands.inputs().getFirst();
    return copy(
        operands,
        point -> {
          Expr position = Expr.of(0);
          for (int i = 0; i < point.size(); i++) {
            position = position.times(operands.result().shape().get(i)).plus(point.get(i));
          }
          List<Expr> source = new ArrayList<>();
          long stride = 1;
          for (int extent : x.shape().reversed()) {
            Expr digit = position.dividedBy(stride);
            source.addFirst(extent == 1 ? Expr.of(0) : digit.modulo(extent));
            stride *= extent;
          }
          return x.at(source);
        });
  }

  static Stmt gather(Gather op, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer indices = operands.inputs().get(1);
    int rank = indices.shape().size();
    return copy(
        operands,
        point -> {
          List<Expr> place = point.subList(op.axis(), op.axis() + rank);
          List<Expr> source = new ArrayList<>(point.subList(0, op.axis()));
          source.add(indices.at(place).modulo(x.shape().get(op.axis())));
          source.addAll(point.subList(op.axis() + rank, point.size()));
          return x.at(source);
        });
  }

  static Stmt gatherElements(GatherElements op, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer indices = operands.inputs().get(1);
    return copy(
        operands,
        point -> {
          List<Expr> source = new ArrayList<>(point);
          source.set(op.axis(), indices.at(point).modulo(x.shape().get(op.axis())));
          return x.at(source);
        });
  }

  static Stmt identity(Operands operands) {
    return copy(operands, operands.inputs().getFirst()::at);
  }

  static Stmt pad(Pad op, Operands operands) {
    Buffer x = operands.inputs().getFirst();
    return copy(
        operands,
        point -> {
          List<Expr> source = new ArrayList<>();
          for (int i = 0; i < point.size(); i++) {
            source.add(point.get(i).plus(-op.before().get(i)));
          }
          return switch (op.mode()) {
            case CONSTANT -> constantOutside(op, x, source);
            case EDGE -> x.at(mapped(x, source, DataMovement::clamped));
            case REFLECT -> x.at(mapped(x, source, DataMovement::reflected));
          };
        });
  }

  private static Expr constantOutside(Pad op, Buffer x, List<Expr> source) {
    Expr outside = Elementwise.cast(new Expr.Literal(op.value()), ExprType.of(x.dtype()));
    Expr value = x.at(source);
    for (int i = source.size() - 1; i >= 0; i--) {
      if (op.before().get(i) > 0 || op.after().get(i) > 0) {
        value = new Expr.Select(Points.inRange(source.get(i), x.shape().get(i)), value, outside);
      }
    }
    return value;
  }

  private interface Outside {
    Expr index(Expr index, int extent);
  }

  private static List<Expr> mapped(Buffer x, List<Expr> source, Outside outside) {
    List<Expr> index = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      index.add(outside.index(source.get(i), x.shape().get(i)));
    }
    return index;
  }

  private static Expr clamped(Expr index, int extent) {
    Expr low = new Expr.Binary(BinaryOp.MAX, index, Expr.of(0));
    return new Expr.Binary(BinaryOp.MIN, low, Expr.of(extent - 1));
  }

  /** {@code |i|} before the start, {@code 2(extent-1) - i} behind the end. */
  private static Expr reflected(Expr index, int extent) {
    Expr atLeastZero = new Expr.Binary(BinaryOp.MAX, index, index.times(-1));
    Expr mirrored = Expr.of(2L * (extent - 1)).minus(atLeastZero);
    return new Expr.Binary(BinaryOp.MIN, atLeastZero, mirrored);
  }

  private interface Source {
    Expr at(List<Expr> point);
  }

  private static Stmt copy(Operands operands, Source source) {
    List<Axis> axes = Points.axes(operands.result().shape());
    List<Expr> point = Points.vars(axes);
    return Stmt.loops(axes, new Stmt.Store(operands.result(), point, source.at(point)));
  }
}
