package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Winograd;

/**
 * A transform of {@link Winograd}'s algorithm along one direction: {@code R = matrix * D}, all in
 * registers, in as few operations as the common parts {@code S} of its rows allow.
 */
final class WinogradTransform {
  private static final double A = Winograd.A;
  private static final double B = Winograd.B;
  private static final double A2 = A * A;
  private static final double B2 = B * B;

  /** The factors of the points a and -a, and of b and -b, are equal. */
  private static final double FACTOR_A = Winograd.factor(2, Winograd.TILE);

  private static final double FACTOR_B = Winograd.factor(4, Winograd.TILE);

  private static final Buffer D = Buffer.register("d", List.of(Winograd.INPUT));
  private static final Buffer S = Buffer.register("s", List.of(4));
  private static final Buffer R = Buffer.register("r", List.of(Winograd.INPUT));

  /** {@code R = B' D} of a whole tile, each row with two more roundings than its inputs at most. */
  private static final WinogradTransform INPUT =
      new WinogradTransform(
          Winograd.INPUT,
          Winograd.INPUT,
          List.of(
              set(R, 0, d(4)),
              add(R, 0, -(A2 + B2), d(2)),
              add(R, 0, A2 * B2, d(0)),
              set(S, 0, d(4)),
              add(S, 0, -B2, d(2)),
              set(S, 1, d(3)),
              add(S, 1, -B2, d(1)),
              set(R, 2, s(0)),
              add(R, 2, A, s(1)),
              set(R, 3, s(0)),
              add(R, 3, -A, s(1)),
              set(S, 2, d(4)),
              add(S, 2, -A2, d(2)),
              set(S, 3, d(3)),
              add(S, 3, -A2, d(1)),
              set(R, 4, s(2)),
              add(R, 4, B, s(3)),
              set(R, 5, s(2)),
              add(R, 5, -B, s(3)),
              set(R, 1, d(5)),
              add(R, 1, -(A2 + B2), d(3)),
              add(R, 1, A2 * B2, d(1))));

  /** {@code R = G D}, each row with two more roundings than its inputs at most. */
  static final WinogradTransform WEIGHT =
      new WinogradTransform(
          Winograd.KERNEL,
          Winograd.INPUT,
          List.of(
              set(R, 0, d(0)),
              set(S, 0, d(0)),
              add(S, 0, A2, d(2)),
              set(R, 2, s(0)),
              add(R, 2, A, d(1)),
              set(R, 3, s(0)),
              add(R, 3, -A, d(1)),
              set(S, 1, d(0)),
              add(S, 1, B2, d(2)),
              set(R, 4, s(1)),
              add(R, 4, B, d(1)),
              set(R, 5, s(1)),
              add(R, 5, -B, d(1)),
              set(R, 1, d(2))));

  /**
   * {@code R = A' D} of a whole tile, each row with four more roundings than its inputs at most.
   */
  private static final WinogradTransform OUTPUT =
      new WinogradTransform(
          Winograd.INPUT,
          Winograd.TILE,
          List.of(
              set(S, 0, d(2).plus(d(3))),
              set(S, 1, d(2).minus(d(3))),
              set(S, 2, d(4).plus(d(5))),
              set(S, 3, d(4).minus(d(5))),
              set(R, 0, d(0).times(factor(Winograd.factor(0, Winograd.TILE)))),
              add(R, 0, FACTOR_A, s(0)),
              add(R, 0, FACTOR_B, s(2)),
              set(R, 1, s(1).times(factor(A * FACTOR_A))),
              add(R, 1, B * FACTOR_B, s(3)),
              set(R, 2, s(0).times(factor(A2 * FACTOR_A))),
              add(R, 2, B2 * FACTOR_B, s(2)),
              set(R, 3, d(1)),
              add(R, 3, A2 * A * FACTOR_A, s(1)),
              add(R, 3, B2 * B * FACTOR_B, s(3))));

  /**
   * {@code R = B' D} for so many outputs, each row with three more roundings than its inputs at
   * most.
   */
  static WinogradTransform input(int outputs) {
    return outputs == Winograd.TILE ? INPUT : rowByRow(Winograd.inputMatrix(outputs));
  }

  /**
   * {@code R = A' D} to so many outputs, each row with five more roundings than its inputs at most.
   */
  static WinogradTransform output(int outputs) {
    return outputs == Winograd.TILE ? OUTPUT : rowByRow(Winograd.outputMatrix(outputs));
  }

  /** Few tiles are no whole ones: no common parts are sought. */
  private static WinogradTransform rowByRow(double[][] matrix) {
    List<Stmt> rows = new ArrayList<>();
    for (int i = 0; i < matrix.length; i++) {
      double[] row = matrix[i];
      List<Integer> terms =
          IntStream.range(0, row.length)
              .filter(k -> row[k] != 0)
              .boxed()
              // What is taken as it is comes first, where it takes no operation.
              .sorted(Comparator.comparing(k -> row[k] != 1))
              .toList();
      int first = terms.getFirst();
      rows.add(set(R, i, row[first] == 1 ? d(first) : d(first).times(factor(row[first]))));
      for (int k : terms.subList(1, terms.size())) {
        rows.add(add(R, i, row[k], d(k)));
      }
    }
    return new WinogradTransform(matrix[0].length, matrix.length, rows);
  }

  private final int elements;
  private final int results;
  private final List<Stmt> rows;

  private WinogradTransform(int elements, int results, List<Stmt> rows) {
    this.elements = elements;
    this.results = results;
    this.rows = rows;
  }

  /** The transform of what {@code element} gives by its number into what {@code result} names. */
  Stmt along(IntFunction<Expr> element, IntFunction<Element> result) {
    List<Stmt> body = new ArrayList<>();
    for (int k = 0; k < elements; k++) {
      body.add(set(D, k, element.apply(k)));
    }
    body.addAll(rows);
    for (int k = 0; k < results; k++) {
      Element to = result.apply(k);
      body.add(new Stmt.Store(to.buffer(), to.index(), R.at(Expr.of(k))));
    }
    return inRegisters(body);
  }

  /** One row of the transform, in no more operations than it takes. */
  Stmt row(int k, IntFunction<Expr> element, Element to) {
    Set<Expr> needed = neededBy(k);
    List<Stmt> body = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      if (needed.contains(d(i))) {
        body.add(set(D, i, element.apply(i)));
      }
    }
    rows.stream().filter(s -> needed.contains(target(s))).forEach(body::add);
    body.add(new Stmt.Store(to.buffer(), to.index(), R.at(Expr.of(k))));
    return inRegisters(body);
  }

  /** Whether a row of the transform depends on an element. */
  boolean needs(int k, int element) {
    return neededBy(k).contains(d(element));
  }

  /** What a row of the transform is made of, itself included. */
  private Set<Expr> neededBy(int k) {
    Set<Expr> needed = new HashSet<>(Set.of(R.at(Expr.of(k))));
    for (Stmt s : rows.reversed()) {
      if (needed.contains(target(s))) {
        addLoads(s, needed);
      }
    }
    return needed;
  }

  /** The register that a statement of the rows sets or adds to. */
  private static Expr target(Stmt s) {
    return switch (s) {
      case Stmt.Store(Buffer buffer, List<Expr> index, Expr _) -> buffer.at(index);
      case Stmt.Accumulate(Buffer buffer, List<Expr> index, BinaryOp _, Expr _) -> buffer.at(index);
      case Stmt.Loop _, Stmt.If _, Stmt.Allocate _, Stmt.Seq _, Stmt.Prefetch _, Stmt.Barrier _ ->
          throw new CompilerBug("lower", s + " is no operation of a transform");
    };
  }

  private static void addLoads(Stmt s, Set<Expr> loads) {
    s.expressions().forEach(e -> addLoads(e, loads));
  }

  private static void addLoads(Expr e, Set<Expr> loads) {
    if (e instanceof Expr.Load) {
      loads.add(e);
    }
    e.operands().forEach(operand -> addLoads(operand, loads));
  }

  private static Stmt inRegisters(List<Stmt> body) {
    Stmt nest = Stmt.seq(body);
    for (Buffer register : List.of(D, S, R)) {
      nest = new Stmt.Allocate(register, nest);
    }
    return nest;
  }

  /** A place to store a result in. */
  record Element(Buffer buffer, List<Expr> index) {
    static Element of(Buffer buffer, Expr... index) {
      return new Element(buffer, List.of(index));
    }
  }

  private static Expr d(int k) {
    return D.at(Expr.of(k));
  }

  private static Expr s(int k) {
    return S.at(Expr.of(k));
  }

  private static Expr factor(double value) {
    return new Expr.Literal((float) value);
  }

  private static Stmt set(Buffer buffer, int k, Expr value) {
    return new Stmt.Store(buffer, List.of(Expr.of(k)), value);
  }

  /** {@code buffer[k] += factor * value}, rounded once. */
  private static Stmt add(Buffer buffer, int k, double factor, Expr value) {
    return new Stmt.Accumulate(
        buffer,
        List.of(Expr.of(k)),
        BinaryOp.ADD,
        new Expr.Binary(BinaryOp.MUL, factor(factor), value));
  }
}
