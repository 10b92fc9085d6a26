package org.cnnc.ir.loop.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.UnaryOp;

/** Reads expressions. */
final class ExprReader {
  private final Tokens tokens;

  /** The buffers in scope, by name; any other name is a loop variable. */
  private final Map<String, Buffer> buffers;

  ExprReader(Tokens tokens, Map<String, Buffer> buffers) {
    this.tokens = tokens;
    this.buffers = buffers;
  }

  Expr read() {
    Expr e = conjunction();
    while (tokens.skip("or")) {
      e = new Expr.Binary(BinaryOp.OR, e, conjunction());
    }
    return e;
  }

  private Expr conjunction() {
    Expr e = comparison();
    while (tokens.skip("and")) {
      e = new Expr.Binary(BinaryOp.AND, e, comparison());
    }
    return e;
  }

  private Expr comparison() {
    Expr e = sum();
    Optional<BinaryOp> op =
        operator(BinaryOp.LT, BinaryOp.LE, BinaryOp.GT, BinaryOp.GE, BinaryOp.EQ, BinaryOp.NE);
    return op.isPresent() ? new Expr.Binary(op.get(), e, sum()) : e;
  }

  private Expr sum() {
    Expr e = product();
    Optional<BinaryOp> op = operator(BinaryOp.ADD, BinaryOp.SUB);
    while (op.isPresent()) {
      boolean isNumber = tokens.peek().kind() == Tokens.Kind.INT;
      Expr right = product();
      // `i - 1` is the sum of i and -1, as index arithmetic makes it.
      e =
          op.get() == BinaryOp.SUB && isNumber && right instanceof Expr.Int(long value)
              ? new Expr.Binary(BinaryOp.ADD, e, new Expr.Int(-value))
              : new Expr.Binary(op.get(), e, right);
      op = operator(BinaryOp.ADD, BinaryOp.SUB);
    }
    return e;
  }

  private Expr product() {
    Expr e = primary();
    Optional<BinaryOp> op = operator(BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MOD);
    while (op.isPresent()) {
      e = new Expr.Binary(op.get(), e, primary());
      op = operator(BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MOD);
    }
    return e;
  }

  private Optional<BinaryOp> operator(BinaryOp... operators) {
    return Stream.of(operators).filter(op -> tokens.skip(op.text())).findFirst();
  }

  private Expr primary() {
    if (tokens.skip("(")) {
      Expr e = read();
      tokens.expect(")");
      return e;
    }
    boolean isNegative = tokens.skip("-");
    Tokens.Token token = tokens.take();
    return switch (token.kind()) {
      case INT -> new Expr.Int(integer(token, isNegative));
      case FLOAT -> literal(Float.parseFloat(token.text()), isNegative);
      case NAME -> {
        if (token.text().equals("Infinity") || token.text().equals("NaN")) {
          yield literal(Float.parseFloat(token.text()), isNegative);
        }
        if (isNegative) {
          throw new LoopSyntaxException(token.line(), "the negative of a name is written neg()");
        }
        yield tokens.skip("(") ? call(token) : named(token);
      }
      case SIGN, END ->
          throw new LoopSyntaxException(
              token.line(), "an expression expected, not '%s'".formatted(token.text()));
    };
  }

  private static long integer(Tokens.Token token, boolean isNegative) {
    try {
      return Long.parseLong(isNegative ? "-" + token.text() : token.text());
    } catch (NumberFormatException e) {
      throw new LoopSyntaxException(token.line(), "too large a number: " + token.text());
    }
  }

  private static Expr literal(float value, boolean isNegative) {
    return new Expr.Literal(isNegative ? -value : value);
  }

  private Expr named(Tokens.Token name) {
    Buffer buffer = buffers.get(name.text());
    return buffer == null ? new Expr.Var(name.text()) : buffer.at(index(buffer));
  }

  /** The index of an element, in brackets; nothing for a scalar. */
  List<Expr> index(Buffer buffer) {
    List<Expr> index = new ArrayList<>();
    if (tokens.skip("[")) {
      do {
        index.add(read());
      } while (tokens.skip(","));
      tokens.expect("]");
    }
    if (index.size() != buffer.shape().size()) {
      throw tokens.error(
          "%s has %d dimensions, not %d"
              .formatted(buffer.name(), buffer.shape().size(), index.size()));
    }
    return index;
  }

  private Expr call(Tokens.Token function) {
    List<Expr> operands = new ArrayList<>();
    do {
      operands.add(read());
    } while (tokens.skip(","));
    tokens.expect(")");
    String name = function.text();
    int arity = operands.size();
    if (name.equals("select") && arity == 3) {
      return new Expr.Select(operands.get(0), operands.get(1), operands.get(2));
    }
    if (name.equals("float") && arity == 1) {
      return new Expr.ToFloat(operands.getFirst());
    }
    if (name.equals("index") && arity == 1) {
      return new Expr.ToIndex(operands.getFirst());
    }
    if (name.equals("bits") && arity == 1 && operands.getFirst() instanceof Expr.Int(long bits)) {
      return new Expr.Literal(Float.intBitsToFloat((int) bits));
    }
    if (arity == 2) {
      for (BinaryOp op : List.of(BinaryOp.MIN, BinaryOp.MAX, BinaryOp.POW)) {
        if (op.text().equals(name)) {
          return new Expr.Binary(op, operands.get(0), operands.get(1));
        }
      }
    }
    if (arity == 1) {
      for (UnaryOp op : UnaryOp.values()) {
        if (op.text().equals(name)) {
          return new Expr.Unary(op, operands.getFirst());
        }
      }
    }
    throw new LoopSyntaxException(
        function.line(), "there is no function %s of %d".formatted(name, arity));
  }
}
