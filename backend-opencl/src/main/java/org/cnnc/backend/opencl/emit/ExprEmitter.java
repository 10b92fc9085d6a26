package org.cnnc.backend.opencl.emit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.loop.emit.Lanes;

/**
 * Writes expressions. In a vector loop, what depends on the lane is a vector, all else stays scalar
 * until the two meet.
 */
final class ExprEmitter {
  private final Code code;
  private final IndexEmitter indices;
  private final MemoryEmitter memory;

  ExprEmitter(Code code) {
    this.code = code;
    this.indices = new IndexEmitter(code, this);
    this.memory = new MemoryEmitter(code, indices, this);
  }

  MemoryEmitter memory() {
    return memory;
  }

  Value emit(Expr e, Scope scope) {
    return switch (e) {
      case Expr.Int _, Expr.Var _, Expr.ToIndex _ -> indices.emit(e, scope);
      case Expr.Literal(float value) -> Value.of(value);
      case Expr.Load load -> memory.load(load, scope);
      case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
          isIndex(e) ? indices.emit(e, scope) : binary(op, a, b, scope);
      case Expr.Unary(UnaryOp op, Expr operand) -> unary(op, emit(operand, scope));
      case Expr.Select select -> isIndex(e) ? indices.emit(e, scope) : select(select, scope);
      case Expr.ToFloat(Expr index) -> toFloat(emit(index, scope));
    };
  }

  /** Whether the value is an index, so that the laws of integers may simplify it. */
  private static boolean isIndex(Expr e) {
    return ExprType.of(e) == ExprType.INDEX;
  }

  private Value binary(BinaryOp op, Expr left, Expr right, Scope scope) {
    Optional<Boolean> decided =
        op.isComparison()
            ? scope.simplifier().decide(new Expr.Binary(op, left, right))
            : Optional.empty();
    return decided.isPresent()
        ? Value.of(decided.get())
        : apply(op, emit(left, scope), emit(right, scope));
  }

  /** An operation on two values that are there. */
  Value apply(BinaryOp op, Value a, Value b) {
    boolean real = a.type().isFloat();
    return switch (op) {
      case ADD -> infix("+", a, b);
      case SUB -> infix("-", a, b);
      case MUL -> infix("*", a, b);
      case DIV -> real ? infix("/", a, b) : floorDivide(a, b);
      case MOD -> floorModulo(a, b);
      case MIN -> real ? call(MathLibrary.Function.MIN, a, b) : extremum("min", a, b);
      case MAX -> real ? call(MathLibrary.Function.MAX, a, b) : extremum("max", a, b);
      case POW -> call(MathLibrary.Function.POW, a, b);
      case LT -> comparison("<", a, b);
      case LE -> comparison("<=", a, b);
      case GT -> comparison(">", a, b);
      case GE -> comparison(">=", a, b);
      case EQ -> comparison("==", a, b);
      // True of NaN and anything, as in Java.
      case NE -> comparison("!=", a, b);
      case AND -> logical("&", a, b);
      case OR -> logical("|", a, b);
    };
  }

  /** Two operands of an operator, with as many lanes. */
  Value infix(String operator, Value a, Value b) {
    int lanes = Math.max(a.type().lanes(), b.type().lanes());
    Value x = Code.splat(a, lanes);
    Value y = Code.splat(b, lanes);
    // C promotes an int where it meets a long.
    Type type = x.type().equals(Type.I32) ? y.type() : x.type();
    return Value.compound(type, "%s %s %s".formatted(x.operand(), operator, y.operand()));
  }

  private Value comparison(String operator, Value a, Value b) {
    Value mask = infix(operator, a, b);
    int lanes = mask.type().lanes();
    Type truth = Type.TRUTH.withLanes(lanes);
    // Comparisons of vectors have lanes as wide as their operands'.
    return lanes > 1 && !a.type().isFloat() && !b.type().isFloat()
        ? Value.primary(truth, "convert_%s(%s)".formatted(truth, mask.text()))
        : Value.compound(truth, mask.text());
  }

  private Value logical(String operator, Value a, Value b) {
    String known = operator.equals("&") ? "1" : "0";
    if (a.text().equals(known) || b.text().equals(known)) {
      // A bound that ranges prove: the other one is the condition.
      return a.text().equals(known) ? b : a;
    }
    int lanes = Math.max(a.type().lanes(), b.type().lanes());
    return infix(lanes > 1 ? operator : operator.repeat(2), a, b);
  }

  private Value extremum(String function, Value a, Value b) {
    Value x = a.type().lanes() < b.type().lanes() ? Code.splat(a, b.type().lanes()) : a;
    Value y = b.type().lanes() < a.type().lanes() ? Code.splat(b, a.type().lanes()) : b;
    boolean isInt = x.type().equals(Type.I32) && y.type().equals(Type.I32);
    Type type = isInt ? Type.I32 : Type.I64.withLanes(x.type().lanes());
    return Value.primary(type, "%s(%s, %s)".formatted(function, as(type, x), as(type, y)));
  }

  private static String as(Type type, Value value) {
    return value.type().equals(type) ? value.text() : "(%s)%s".formatted(type, value.operand());
  }

  private Value floorDivide(Value a, Value b) {
    return call(MathLibrary.Function.FLOOR_DIVIDE, a, b);
  }

  private Value floorModulo(Value a, Value b) {
    return call(MathLibrary.Function.FLOOR_MODULO, a, b);
  }

  /** A function of the library, on operands of as many lanes. */
  private Value call(MathLibrary.Function function, Value... arguments) {
    int lanes = Arrays.stream(arguments).mapToInt(v -> v.type().lanes()).max().orElseThrow();
    String list =
        Arrays.stream(arguments)
            .map(v -> Code.splat(v, lanes).text())
            .collect(Collectors.joining(", "));
    String name = code.math().require(function, lanes);
    return Value.primary(function.result().withLanes(lanes), "%s(%s)".formatted(name, list));
  }

  /** {@code a * b + c}, rounded once. */
  Value fusedMultiplyAdd(Value a, Value b, Value c) {
    int lanes = Math.max(a.type().lanes(), Math.max(b.type().lanes(), c.type().lanes()));
    return Value.primary(
        Type.F32.withLanes(lanes),
        "fma(%s, %s, %s)"
            .formatted(
                Code.splat(a, lanes).text(),
                Code.splat(b, lanes).text(),
                Code.splat(c, lanes).text()));
  }

  /** A float as an index: saturating, as the plain conversion is undefined out of range. */
  Value truncated(Value x) {
    return call(MathLibrary.Function.TO_INDEX, x);
  }

  private static Value toFloat(Value index) {
    Type type = Type.F32.withLanes(index.type().lanes());
    return Value.primary(type, "convert_%s(%s)".formatted(type, index.text()));
  }

  private Value unary(UnaryOp op, Value x) {
    return switch (op) {
      case NEG -> Value.compound(x.type(), "-" + x.operand());
      case ABS -> builtin("fabs", x);
      case SQRT -> builtin("sqrt", x);
      case FLOOR -> builtin("floor", x);
      case CEIL -> builtin("ceil", x);
      case ROUND -> builtin("rint", x);
      case BFLOAT16 -> MemoryEmitter.widened(narrowed(x));
      case EXP -> call(MathLibrary.Function.EXP, x);
      case EXPM1 -> call(MathLibrary.Function.EXPM1, x);
      case LOG -> call(MathLibrary.Function.LOG, x);
      case LOG1P -> call(MathLibrary.Function.LOG1P, x);
      case TANH -> call(MathLibrary.Function.TANH, x);
      case ERF -> call(MathLibrary.Function.ERF, x);
    };
  }

  /** The bits of the nearest bfloat16. */
  Value narrowed(Value x) {
    return call(MathLibrary.Function.BFLOAT16, x);
  }

  private static Value builtin(String function, Value x) {
    return Value.primary(x.type(), "%s(%s)".formatted(function, x.text()));
  }

  /** One of two; loads of the other are not carried out. */
  Value select(Expr.Select select, Scope scope) {
    Optional<Boolean> decided = scope.simplifier().decide(select.condition());
    if (decided.isPresent()) {
      return emit(decided.get() ? select.then() : select.otherwise(), scope);
    }
    boolean isVector = depends(select, scope);
    boolean loads = Lanes.loads(select.then()) || Lanes.loads(select.otherwise());
    if (!isVector) {
      return ternary(select, scope);
    }
    if (!loads) {
      return choose(
          emit(select.condition(), scope),
          emit(select.then(), scope),
          emit(select.otherwise(), scope));
    }
    return select.condition().mentions(scope.lane().orElseThrow())
        ? lanes(select, scope)
        : branches(select, scope);
  }

  private static boolean depends(Expr e, Scope scope) {
    return scope.lane().filter(lane -> e.mentions(lane)).isPresent();
  }

  private Value ternary(Expr.Select select, Scope scope) {
    Value condition = emit(select.condition(), scope);
    Value then = emit(select.then(), scope.inline());
    Value otherwise = emit(select.otherwise(), scope.inline());
    Type type = then.type().equals(Type.I32) ? otherwise.type() : then.type();
    return Value.compound(
        type, "%s ? %s : %s".formatted(condition.operand(), then.operand(), otherwise.operand()));
  }

  /** Both are computed, then one is chosen lane by lane. */
  private static Value choose(Value condition, Value then, Value otherwise) {
    int lanes =
        Math.max(condition.type().lanes(), Math.max(then.type().lanes(), otherwise.type().lanes()));
    Value mask = Code.splat(condition, lanes);
    Value a = Code.splat(then, lanes);
    Value b = Code.splat(otherwise, lanes);
    String wide =
        a.type().scalar() == Type.Scalar.I64
            ? "convert_%s(%s)".formatted(a.type(), mask.text())
            : mask.text();
    return Value.primary(a.type(), "select(%s, %s, %s)".formatted(b.text(), a.text(), wide));
  }

  /** Lane by lane, each by itself: OpenCL has no masked loads. */
  private Value lanes(Expr.Select select, Scope scope) {
    Axis lane = scope.lane().orElseThrow();
    return Code.gather(
        IntStream.range(0, lane.extent())
            .mapToObj(l -> emit(Lanes.atLane(select, lane, l), scope.inline()))
            .toArray(Value[]::new));
  }

  /** One condition for all lanes: the vector of that branch alone is computed. */
  private Value branches(Expr.Select select, Scope scope) {
    Axis lane = scope.lane().orElseThrow();
    ExprType type = ExprType.of(select);
    Type.Scalar scalar =
        switch (type) {
          case INDEX -> Type.Scalar.I64;
          case FLOAT -> Type.Scalar.F32;
          case TRUTH -> Type.Scalar.TRUTH;
        };
    Value result = Value.primary(new Type(scalar, lane.extent()), code.fresh("chosen"));
    code.line("%s %s;".formatted(result.type(), result.text()));
    code.open("if (%s)".formatted(emit(select.condition(), scope).text()));
    assign(result, select.then(), scope.block());
    code.next("else");
    assign(result, select.otherwise(), scope.block());
    code.close();
    return result;
  }

  private void assign(Value target, Expr value, Scope scope) {
    Value emitted = Code.splat(emit(value, scope), target.type().lanes());
    code.line("%s = %s;".formatted(target.text(), emitted.text()));
  }

  static CompilerBug bug(String message) {
    return new CompilerBug("opencl-emit", message);
  }
}
