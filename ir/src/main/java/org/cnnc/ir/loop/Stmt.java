package org.cnnc.ir.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A statement of a nest. */
public sealed interface Stmt {
  /** The body once for each value of the axis. */
  record Loop(Axis axis, Stmt body) implements Stmt {}

  /** The body where the condition, which no vector lane decides, holds. */
  record If(Expr condition, Stmt body) implements Stmt {}

  /** {@code buffer[index] = value}. */
  record Store(Buffer buffer, List<Expr> index, Expr value) implements Stmt {
    public Store {
      index = List.copyOf(index);
    }
  }

  /**
   * {@code buffer[index] = buffer[index] op value}, where the op is ADD, MUL, MIN or MAX. Apart
   * from {@link Store} so that transforms know which loops may be reordered; the sum of a product
   * is one fused multiply-add.
   */
  record Accumulate(Buffer buffer, List<Expr> index, BinaryOp op, Expr value) implements Stmt {
    public Accumulate {
      index = List.copyOf(index);
    }

    /** The product that is added with one rounding, where there is one. */
    public Optional<Expr.Binary> fusedProduct() {
      return op == BinaryOp.ADD
              && buffer.dtype() == ElementType.F32
              && value instanceof Expr.Binary product
              && product.op() == BinaryOp.MUL
          ? Optional.of(product)
          : Optional.empty();
    }

    /** {@code buffer[index] += value}. */
    public static Accumulate sum(Buffer buffer, List<Expr> index, Expr value) {
      return new Accumulate(buffer, index, BinaryOp.ADD, value);
    }
  }

  /** One after the other. */
  record Seq(List<Stmt> body) implements Stmt {
    public Seq {
      body = List.copyOf(body);
    }
  }

  /** A buffer that exists, with undefined contents at first, while the body runs. */
  record Allocate(Buffer buffer, Stmt body) implements Stmt {
    /**
     * The same with another buffer in the place of this one.
     *
     * @param index of an index of this buffer, that of the same element of the other one
     */
    public Allocate with(Buffer other, UnaryOperator<List<Expr>> index) {
      return new Allocate(
          other,
          body.mapAccesses(
              element ->
                  element.buffer().name().equals(buffer.name())
                      ? other.at(index.apply(element.index()))
                      : element));
    }
  }

  /**
   * Asks for the memory that an element lies in, which will soon be read: a hint without any effect
   * but on time. Nothing needs to be there, so that the last iterations of a loop may ask for what
   * comes behind a buffer's end.
   *
   * @param isNear whether it is brought into the first level of the cache, rather than the second
   */
  record Prefetch(Buffer buffer, List<Expr> index, boolean isNear) implements Stmt {
    public Prefetch {
      index = List.copyOf(index);
    }
  }

  /**
   * All threads of the call meet here, outside of parallel loops; or, within {@link Kind#WORK_ITEM}
   * loops, all items of a group, each of which comes by equally often.
   */
  record Barrier() implements Stmt {}

  /** The statements one after the other, nested sequences flattened. */
  static Stmt seq(Stmt... statements) {
    return seq(List.of(statements));
  }

  /** The statements one after the other, nested sequences flattened. */
  static Stmt seq(List<Stmt> statements) {
    List<Stmt> flat = new ArrayList<>();
    for (Stmt s : statements) {
      if (s instanceof Seq(List<Stmt> body)) {
        flat.addAll(body);
      } else {
        flat.add(s);
      }
    }
    return flat.size() == 1 ? flat.getFirst() : new Seq(flat);
  }

  /** The body in loops over the axes, the first outermost. */
  static Stmt loops(List<Axis> axes, Stmt body) {
    Stmt nest = body;
    for (Axis axis : axes.reversed()) {
      nest = new Loop(axis, nest);
    }
    return nest;
  }

  /** The direct sub-statements. */
  default List<Stmt> parts() {
    return switch (this) {
      case Loop(Axis _, Stmt body) -> List.of(body);
      case If(Expr _, Stmt body) -> List.of(body);
      case Allocate(Buffer _, Stmt body) -> List.of(body);
      case Seq(List<Stmt> body) -> body;
      case Store _, Accumulate _, Prefetch _, Barrier _ -> List.of();
    };
  }

  /** The direct expressions: a condition, or indices and a value. */
  default List<Expr> expressions() {
    return switch (this) {
      case If(Expr condition, Stmt _) -> List.of(condition);
      case Store(Buffer _, List<Expr> index, Expr value) -> with(index, value);
      case Accumulate(Buffer _, List<Expr> index, BinaryOp _, Expr value) -> with(index, value);
      case Prefetch(Buffer _, List<Expr> index, boolean _) -> index;
      case Loop _, Allocate _, Seq _, Barrier _ -> List.of();
    };
  }

  private static List<Expr> with(List<Expr> index, Expr value) {
    List<Expr> all = new ArrayList<>(index);
    all.add(value);
    return all;
  }

  /**
   * The same statement with other parts: {@code body} is applied to each direct sub-statement,
   * {@code expr} to each direct expression.
   */
  default Stmt mapParts(UnaryOperator<Stmt> body, UnaryOperator<Expr> expr) {
    return switch (this) {
      case Loop(Axis axis, Stmt inner) -> new Loop(axis, body.apply(inner));
      case If(Expr condition, Stmt inner) -> new If(expr.apply(condition), body.apply(inner));
      case Store(Buffer buffer, List<Expr> index, Expr value) ->
          new Store(buffer, index.stream().map(expr).toList(), expr.apply(value));
      case Accumulate(Buffer buffer, List<Expr> index, BinaryOp op, Expr value) ->
          new Accumulate(buffer, index.stream().map(expr).toList(), op, expr.apply(value));
      case Seq(List<Stmt> statements) -> seq(statements.stream().map(body).toList());
      case Allocate(Buffer buffer, Stmt inner) -> new Allocate(buffer, body.apply(inner));
      case Prefetch(Buffer buffer, List<Expr> index, boolean isNear) ->
          new Prefetch(buffer, index.stream().map(expr).toList(), isNear);
      case Barrier _ -> this;
    };
  }

  /**
   * This statement with other elements read, written and asked for: {@code access} has what stands
   * for each, whose indices are done already.
   */
  default Stmt mapAccesses(UnaryOperator<Expr.Load> access) {
    Stmt same = mapParts(s -> s.mapAccesses(access), e -> e.mapAccesses(access));
    return switch (same) {
      case Store(Buffer buffer, List<Expr> index, Expr value) -> {
        Expr.Load to = access.apply(buffer.at(index));
        yield new Store(to.buffer(), to.index(), value);
      }
      case Accumulate(Buffer buffer, List<Expr> index, BinaryOp op, Expr value) -> {
        Expr.Load to = access.apply(buffer.at(index));
        yield new Accumulate(to.buffer(), to.index(), op, value);
      }
      case Prefetch(Buffer buffer, List<Expr> index, boolean isNear) -> {
        Expr.Load soon = access.apply(buffer.at(index));
        yield new Prefetch(soon.buffer(), soon.index(), isNear);
      }
      case Loop _, If _, Seq _, Allocate _, Barrier _ -> same;
    };
  }

  /** Whether there is a barrier in the statement. */
  default boolean meets() {
    return this instanceof Barrier || parts().stream().anyMatch(Stmt::meets);
  }

  /** Whether the statement allocates tiles. */
  default boolean hasTiles() {
    return (this instanceof Allocate allocate && allocate.buffer().space() == Space.TILE)
        || parts().stream().anyMatch(Stmt::hasTiles);
  }

  /** This statement with variables replaced by what {@code values} has for their names. */
  default Stmt substitute(Map<String, Expr> values) {
    return mapParts(s -> s.substitute(values), e -> e.substitute(values));
  }
}
