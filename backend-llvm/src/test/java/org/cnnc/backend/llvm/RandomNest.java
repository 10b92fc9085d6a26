package org.cnnc.backend.llvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * A nest that a seed determines: split, unrolled, vectorized and parallel loops over the points of
 * {@code y}, each a reduction over parts of {@code x} and {@code w} at indices that need every kind
 * of index arithmetic, guards and layouts; then, after a barrier, a sum of {@code y} by one thread.
 */
final class RandomNest {
  private static final int X_ROWS = 6;
  private static final int X_COLUMNS = 21;

  private final long seed;
  private final Random random;
  private final List<Axis> outer = new ArrayList<>();
  private final List<Axis> inner = new ArrayList<>();
  private final List<Expr> point = new ArrayList<>();
  private final Buffer x;
  private final Buffer w;
  private final Buffer map;
  private final Buffer y;
  private final Buffer total = Buffer.global("total", ElementType.F32, List.of(2));
  private final Stmt body;

  RandomNest(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    List<Integer> shape = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      shape.add(axis(name));
    }
    vectorizeOne();
    y = Buffer.global("y", ElementType.F32, shape).withLayout(layout(shape));
    List<Integer> xShape = List.of(X_ROWS, X_COLUMNS);
    x = Buffer.global("x", ElementType.F32, xShape).withLayout(layout(xShape).withHalo(0, 2, 1));
    List<Integer> wShape = List.of(5, X_COLUMNS);
    w = Buffer.global("w", ElementType.F32, wShape).withLayout(layout(wShape));
    map =
        Buffer.global(
            "map", random.nextBoolean() ? ElementType.I64 : ElementType.I32, List.of(X_COLUMNS));
    body = nest();
  }

  long seed() {
    return seed;
  }

  Stmt body() {
    return body;
  }

  Program program() {
    Tensor weight =
        Tensor.generate(new TensorType(DType.F32, w.shape()), i -> (i * 37 % 101 - 50) / 16.0);
    Tensor indices =
        Tensor.generate(new TensorType(map.dtype().dtype(), map.shape()), i -> i * 5 % X_COLUMNS);
    return Programs.of(
        "nest" + Long.toUnsignedString(seed),
        List.of(x),
        List.of(w, map),
        List.of(weight, indices),
        List.of(y, total),
        body);
  }

  /** Images with, now and then, a number that is none. */
  List<float[]> inputs(int batch) {
    float[] values = new float[Math.toIntExact(batch * x.layout().elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (random.nextInt(60)) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> -0.0f;
            default -> random.nextInt(-40, 41) / 8f;
          };
    }
    return List.of(values);
  }

  /** One of the output's axes, split or not. */
  private int axis(String name) {
    int in = random.nextInt(3) == 0 ? 1 : List.of(2, 3, 4, 8, 16, 6).get(random.nextInt(6));
    int out = 1 + random.nextInt(3);
    outer.add(new Axis(name + ".o", out, random.nextInt(4) == 0 ? Kind.UNROLLED : Kind.SERIAL));
    inner.add(new Axis(name + ".i", in, random.nextBoolean() ? Kind.UNROLLED : Kind.SERIAL));
    point.add(new Expr.Var(name + ".o").times(in).plus(new Expr.Var(name + ".i")));
    return out * in;
  }

  private void vectorizeOne() {
    outer.set(
        0,
        outer
            .getFirst()
            .withKind(
                random.nextInt(5) == 0
                    ? Kind.SERIAL
                    : random.nextBoolean() ? Kind.PARALLEL : Kind.DYNAMIC));
    if (random.nextInt(4) > 0) {
      int i = random.nextInt(inner.size());
      inner.add(inner.remove(i).withKind(Kind.VECTOR));
    }
  }

  private Layout layout(List<Integer> shape) {
    int last = shape.size() - 1;
    return switch (random.nextInt(4)) {
      case 0 -> Layout.blocked(shape, last, List.of(4, 8, 16).get(random.nextInt(3)));
      case 1 -> Layout.rowMajor(shape).withHalo(last, 1, 2);
      case 2 -> new Layout(Layout.rowMajor(shape).dims().reversed());
      default -> Layout.rowMajor(shape);
    };
  }

  private Stmt nest() {
    Axis k = Axis.serial("k", random.nextInt(5));
    Buffer acc;
    Stmt perPoint;
    if (random.nextBoolean()) {
      acc = new Buffer("acc", ElementType.F32, List.of(), Layout.rowMajor(List.of()), space());
      perPoint = Stmt.loops(inner, new Stmt.Allocate(acc, reduction(acc, List.of(), k, List.of())));
    } else {
      List<Integer> tile = inner.stream().map(Axis::extent).toList();
      acc = new Buffer("acc", ElementType.F32, tile, Layout.rowMajor(tile), space());
      List<Expr> index = inner.stream().map(a -> (Expr) a.var()).toList();
      perPoint = new Stmt.Allocate(acc, reduction(acc, index, k, inner));
    }
    Stmt points = Stmt.loops(outer, perPoint);
    if (random.nextBoolean()) {
      return points;
    }
    return Stmt.seq(points, new Stmt.Barrier(), summary());
  }

  private Space space() {
    return random.nextInt(3) == 0 ? Space.LOCAL : Space.REGISTER;
  }

  /** Initialization, reduction and store, each in loops over {@code tile}. */
  private Stmt reduction(Buffer acc, List<Expr> index, Axis k, List<Axis> tile) {
    BinaryOp op =
        List.of(BinaryOp.ADD, BinaryOp.ADD, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX)
            .get(random.nextInt(5));
    return Stmt.seq(
        Stmt.loops(tile, new Stmt.Store(acc, index, number(2))),
        Stmt.loops(List.of(k), Stmt.loops(tile, new Stmt.Accumulate(acc, index, op, term()))),
        Stmt.loops(tile, finish(acc, index)));
  }

  private Expr term() {
    Expr product =
        new Expr.Binary(
            BinaryOp.MUL, pixel(), w.at(new Expr.Var("k").modulo(5), column(X_COLUMNS)));
    return random.nextInt(4) == 0 ? number(2) : product;
  }

  private Stmt finish(Buffer acc, List<Expr> index) {
    Expr value = acc.at(index);
    if (random.nextBoolean()) {
      value = new Expr.Binary(random.nextBoolean() ? BinaryOp.MAX : BinaryOp.ADD, value, number(1));
    }
    Stmt store = new Stmt.Store(y, point, value);
    if (random.nextInt(4) == 0) {
      // Wherever that is.
      store =
          Stmt.seq(
              new Stmt.Prefetch(x, List.of(any(), any().times(9).plus(-4)), random.nextBoolean()),
              store);
    }
    if (random.nextInt(4) > 0) {
      return store;
    }
    Expr condition = new Expr.Var("b.o").compare(BinaryOp.GE, new Expr.Int(1));
    return Stmt.seq(store, new Stmt.If(condition, new Stmt.Store(y, point, new Expr.Literal(7))));
  }

  /** An element of x, guarded where it may not exist. */
  private Expr pixel() {
    Expr row = any().times(1 + random.nextInt(2)).plus(random.nextInt(-3, 2));
    Expr column = any().times(1 + random.nextInt(2)).plus(random.nextInt(-3, 3));
    if (random.nextInt(3) == 0) {
      return x.at(row.modulo(X_ROWS), column.modulo(X_COLUMNS));
    }
    Expr inside =
        row.compare(BinaryOp.GE, new Expr.Int(0))
            .and(row.compare(BinaryOp.LT, new Expr.Int(X_ROWS)))
            .and(column.compare(BinaryOp.GE, new Expr.Int(0)))
            .and(column.compare(BinaryOp.LT, new Expr.Int(X_COLUMNS)));
    return new Expr.Select(inside, x.at(row, column), number(1));
  }

  /** An index less than {@code extent}. */
  private Expr column(int extent) {
    return switch (random.nextInt(5)) {
      case 0 -> any().plus(random.nextInt(-9, 9)).modulo(extent);
      case 3 -> new Expr.Int(2).minus(any()).dividedBy(3 + random.nextInt(2)).modulo(extent);
      case 1 -> new Expr.Binary(BinaryOp.MIN, any(), new Expr.Int(extent - 1L));
      case 2 -> map.at(any().dividedBy(3).modulo(extent));
      default -> any().plus(-5).dividedBy(4).modulo(extent);
    };
  }

  /** One of the axes of y. */
  private Expr any() {
    return point.get(random.nextInt(point.size()));
  }

  private Expr number(int depth) {
    if (depth == 0) {
      return new Expr.Literal(random.nextInt(-20, 20) / 4f);
    }
    return switch (random.nextInt(8)) {
      case 0 ->
          new Expr.Unary(
              List.of(
                      UnaryOp.NEG,
                      UnaryOp.ABS,
                      UnaryOp.FLOOR,
                      UnaryOp.CEIL,
                      UnaryOp.ROUND,
                      UnaryOp.SQRT)
                  .get(random.nextInt(6)),
              number(depth - 1));
      case 1 -> new Expr.ToFloat(any().minus(new Expr.Int(3)));
      case 2 -> w.at(new Expr.Int(random.nextInt(5)), column(X_COLUMNS));
      case 3 ->
          new Expr.Select(
              number(depth - 1).compare(BinaryOp.LT, number(depth - 1)),
              number(depth - 1),
              w.at(new Expr.Int(1), column(X_COLUMNS)));
      case 4 -> new Expr.Binary(BinaryOp.DIV, number(depth - 1), number(depth - 1));
      case 5 -> new Expr.Binary(BinaryOp.SUB, number(depth - 1), number(depth - 1));
      case 6 -> new Expr.ToFloat(new Expr.ToIndex(number(depth - 1)));
      default -> new Expr.Literal(random.nextInt(-20, 20) / 4f);
    };
  }

  private Stmt summary() {
    List<Axis> axes = new ArrayList<>();
    List<Expr> index = new ArrayList<>();
    for (int d = 0; d < y.shape().size(); d++) {
      Kind kind = d == 2 && random.nextBoolean() ? Kind.VECTOR : Kind.SERIAL;
      axes.add(new Axis("s" + d, y.shape().get(d), kind));
      index.add(new Expr.Var("s" + d));
    }
    List<Expr> first = List.of(new Expr.Int(0));
    return Stmt.seq(
        new Stmt.Store(total, first, new Expr.Literal(0)),
        Stmt.loops(axes, new Stmt.Accumulate(total, first, BinaryOp.ADD, y.at(index))));
  }
}
