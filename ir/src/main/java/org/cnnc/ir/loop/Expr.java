package org.cnnc.ir.loop;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * An expression of a nest: an index (a 64-bit integer), a float (IEEE single precision), or a truth
 * value. Free of side effects. The methods build index arithmetic and drop what is neutral.
 */
public sealed interface Expr {
  /** An index. */
  record Int(long value) implements Expr {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A float. Equal only to the same bits, so that -0.0 and NaN keep their identity. */
  record Literal(float value) implements Expr {}

  /** The value of the loop variable of this name. */
  record Var(String name) implements Expr {}

  /** An element of a buffer by its logical index. */
  record Load(Buffer buffer, List<Expr> index) implements Expr {
    public Load {
      index = List.copyOf(index);
      if (index.size() != buffer.shape().size()) {
        throw new IllegalArgumentException(
            "%d indices for %s%s".formatted(index.size(), buffer.name(), buffer.shape()));
      }
    }
  }

  /** An operation on two operands of one type. */
  record Binary(BinaryOp op, Expr left, Expr right) implements Expr {}

  /** A function of a float. */
  record Unary(UnaryOp op, Expr operand) implements Expr {}

  /** One of two; only the chosen one is evaluated, so that a condition can guard a load. */
  record Select(Expr condition, Expr then, Expr otherwise) implements Expr {}

  /** An index as a float. */
  record ToFloat(Expr index) implements Expr {}

  /** A float as an index, rounded towards zero: the nearest there is, and 0 of no number. */
  record ToIndex(Expr number) implements Expr {}

  static Expr of(long value) {
    return new Int(value);
  }

  default Expr plus(Expr other) {
    if (this instanceof Int(long a) && other instanceof Int(long b)) {
      return new Int(a + b);
    }
    if (other instanceof Int(long b) && b == 0) {
      return this;
    }
    if (this instanceof Int(long a) && a == 0) {
      return other;
    }
    return new Binary(BinaryOp.ADD, this, other);
  }

  default Expr plus(long other) {
    return plus(new Int(other));
  }

  default Expr minus(Expr other) {
    if (this instanceof Int(long a) && other instanceof Int(long b)) {
      return new Int(a - b);
    }
    return other instanceof Int(long b) ? plus(-b) : new Binary(BinaryOp.SUB, this, other);
  }

  default Expr times(Expr other) {
    if (this instanceof Int(long a) && other instanceof Int(long b)) {
      return new Int(a * b);
    }
    if (other instanceof Int(long b) && (b == 0 || b == 1)) {
      return b == 0 ? other : this;
    }
    if (this instanceof Int(long a) && (a == 0 || a == 1)) {
      return a == 0 ? this : other;
    }
    return new Binary(BinaryOp.MUL, this, other);
  }

  default Expr times(long other) {
    return times(new Int(other));
  }

  /** Division that rounds towards minus infinity, by a positive number. */
  default Expr dividedBy(long divisor) {
    if (this instanceof Int(long a)) {
      return new Int(Math.floorDiv(a, divisor));
    }
    return divisor == 1 ? this : new Binary(BinaryOp.DIV, this, new Int(divisor));
  }

  /** The remainder of {@link #dividedBy}: never negative. */
  default Expr modulo(long divisor) {
    if (this instanceof Int(long a)) {
      return new Int(Math.floorMod(a, divisor));
    }
    return divisor == 1 ? new Int(0) : new Binary(BinaryOp.MOD, this, new Int(divisor));
  }

  default Expr compare(BinaryOp op, Expr other) {
    return new Binary(op, this, other);
  }

  default Expr and(Expr other) {
    return new Binary(BinaryOp.AND, this, other);
  }

  /** The direct operands. */
  default List<Expr> operands() {
    return switch (this) {
      case Int _, Literal _, Var _ -> List.of();
      case Load(Buffer _, List<Expr> index) -> index;
      case Binary(BinaryOp _, Expr left, Expr right) -> List.of(left, right);
      case Unary(UnaryOp _, Expr operand) -> List.of(operand);
      case Select(Expr condition, Expr then, Expr otherwise) -> List.of(condition, then, otherwise);
      case ToFloat(Expr index) -> List.of(index);
      case ToIndex(Expr number) -> List.of(number);
    };
  }

  /** Whether the value depends on the variable of an axis. */
  default boolean mentions(Axis axis) {
    return mentions(Set.of(axis.name()));
  }

  /** Whether the value depends on one of the variables. */
  default boolean mentions(Set<String> variables) {
    return this instanceof Var(String name)
        ? variables.contains(name)
        : operands().stream().anyMatch(operand -> operand.mentions(variables));
  }

  /**
   * The same expression of other elements: {@code access} has what stands for each that is read,
   * whose indices are done already.
   */
  default Expr mapAccesses(UnaryOperator<Load> access) {
    Expr same = mapOperands(operand -> operand.mapAccesses(access));
    return same instanceof Load load ? access.apply(load) : same;
  }

  /** The same expression on other operands: {@code f} is applied to each direct operand. */
  default Expr mapOperands(UnaryOperator<Expr> f) {
    return switch (this) {
      case Int _, Literal _, Var _ -> this;
      case Load(Buffer buffer, List<Expr> index) ->
          new Load(buffer, index.stream().map(f).toList());
      case Binary(BinaryOp op, Expr left, Expr right) ->
          new Binary(op, f.apply(left), f.apply(right));
      case Unary(UnaryOp op, Expr operand) -> new Unary(op, f.apply(operand));
      case Select(Expr condition, Expr then, Expr otherwise) ->
          new Select(f.apply(condition), f.apply(then), f.apply(otherwise));
      case ToFloat(Expr index) -> new ToFloat(f.apply(index));
      case ToIndex(Expr number) -> new ToIndex(f.apply(number));
    };
  }

  /** This expression with variables replaced by what {@code values} has for their names. */
  default Expr substitute(Map<String, Expr> values) {
    return this instanceof Var(String name)
        ? values.getOrDefault(name, this)
        : mapOperands(operand -> operand.substitute(values));
  }
}
