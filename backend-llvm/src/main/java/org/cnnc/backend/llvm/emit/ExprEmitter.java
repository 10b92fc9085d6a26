package org.cnnc.backend.llvm.emit;

import java.util.Optional;
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
    this.memory = new MemoryEmitter(code, indices);
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
      case Expr.ToFloat(Expr index) -> code.convert("sitofp", emit(index, scope), Type.Scalar.F32);
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
    if (decided.isPresent()) {
      return Value.of(decided.get());
    }
    Value a = emit(left, scope);
    Value b = emit(right, scope);
    return apply(op, a, b);
  }

  /** An operation on two values that are there. */
  Value apply(BinaryOp op, Value left, Value right) {
    int lanes = Math.max(left.type().lanes(), right.type().lanes());
    if (op == BinaryOp.AND && (left.text().equals("true") || right.text().equals("true"))) {
      // A bound that ranges prove: the other one is the condition.
      return left.text().equals("true") ? right : left;
    }
    Value a = code.splat(left, lanes);
    Value b = code.splat(right, lanes);
    boolean real = a.type().isFloat();
    return switch (op) {
      case ADD -> code.binary(real ? "fadd" : "add nsw", a, b);
      case SUB -> code.binary(real ? "fsub" : "sub nsw", a, b);
      case MUL -> code.binary(real ? "fmul" : "mul nsw", a, b);
      case DIV -> real ? code.binary("fdiv", a, b) : indices.floorDivide(a, b);
      case MOD -> indices.floorModulo(a, b);
      // In this order x86 has one instruction for the two.
      case MIN -> code.select(code.compare(real ? "fcmp olt" : "icmp slt", a, b), a, b);
      case MAX -> code.select(code.compare(real ? "fcmp ogt" : "icmp sgt", a, b), a, b);
      case POW -> MathFunctions.call(code, "pow", a, b);
      case LT -> code.compare(real ? "fcmp olt" : "icmp slt", a, b);
      case LE -> code.compare(real ? "fcmp ole" : "icmp sle", a, b);
      case GT -> code.compare(real ? "fcmp ogt" : "icmp sgt", a, b);
      case GE -> code.compare(real ? "fcmp oge" : "icmp sge", a, b);
      case EQ -> code.compare(real ? "fcmp oeq" : "icmp eq", a, b);
      // Unordered: a NaN differs from everything, as in Java.
      case NE -> code.compare(real ? "fcmp une" : "icmp ne", a, b);
      case AND -> code.binary("and", a, b);
      case OR -> code.binary("or", a, b);
    };
  }

  /** {@code a * b + c}, rounded once. */
  Value fusedMultiplyAdd(Value a, Value b, Value c) {
    int lanes = Math.max(a.type().lanes(), Math.max(b.type().lanes(), c.type().lanes()));
    Value x = code.splat(a, lanes);
    Value y = code.splat(b, lanes);
    Value z = code.splat(c, lanes);
    return code.module().platform().hasFusedMultiplyAdd()
        ? code.intrinsic("llvm.fma", x.type(), x, y, z)
        : MathFunctions.call(code, "fma", x, y, z);
  }

  /** A float as an index: saturating, as the plain conversion is undefined out of range. */
  Value truncated(Value x) {
    Type index = Type.I64.withLanes(x.type().lanes());
    String function = "@llvm.fptosi.sat.%s.%s".formatted(index.suffix(), x.type().suffix());
    code.declare(index.toString(), function, x);
    return code.call(index, function, x);
  }

  private Value unary(UnaryOp op, Value x) {
    return switch (op) {
      case NEG -> code.result(x.type(), "fneg " + x.typed());
      case ABS -> code.intrinsic("llvm.fabs", x.type(), x);
      case SQRT -> code.intrinsic("llvm.sqrt", x.type(), x);
      case FLOOR -> code.intrinsic("llvm.floor", x.type(), x);
      case CEIL -> code.intrinsic("llvm.ceil", x.type(), x);
      case ROUND -> code.intrinsic("llvm.rint", x.type(), x);
      case BFLOAT16 -> Bfloat16Code.widen(code, Bfloat16Code.narrow(code, x));
      case EXP, EXPM1, LOG, LOG1P, TANH, ERF -> MathFunctions.call(code, op.text(), x);
    };
  }

  /** One of two; loads of the other are not carried out. */
  Value select(Expr.Select select, Scope scope) {
    Optional<Boolean> decided = scope.simplifier().decide(select.condition());
    if (decided.isPresent()) {
      return emit(decided.get() ? select.then() : select.otherwise(), scope);
    }
    Value condition = emit(select.condition(), scope);
    if (!Lanes.loads(select.then()) && !Lanes.loads(select.otherwise())) {
      return choose(condition, emit(select.then(), scope), emit(select.otherwise(), scope));
    }
    return condition.type().isVector()
        ? selectLanes(select, condition, scope)
        : selectBranch(select, condition, scope);
  }

  private Value choose(Value condition, Value then, Value otherwise) {
    int lanes = Math.max(then.type().lanes(), otherwise.type().lanes());
    int all = Math.max(lanes, condition.type().lanes());
    return code.select(condition, code.splat(then, all), code.splat(otherwise, all));
  }

  private Value selectLanes(Expr.Select select, Value condition, Scope scope) {
    Value yes = condition;
    Value no = code.binary("xor", condition, code.splat(Value.of(true), condition.type().lanes()));
    if (scope.mask().isPresent()) {
      yes = code.binary("and", scope.mask().get(), yes);
      no = code.binary("and", scope.mask().get(), no);
    }
    Value then = emit(select.then(), scope.masked(yes));
    Value otherwise = emit(select.otherwise(), scope.masked(no));
    return choose(condition, then, otherwise);
  }

  private Value selectBranch(Expr.Select select, Value condition, Scope scope) {
    String stem = code.fresh("select");
    code.branch(condition, stem + ".then", stem + ".else");
    int lanes = lanes(select, scope);
    code.label(stem + ".then");
    Value then = code.splat(emit(select.then(), scope.block()), lanes);
    String fromThen = code.block();
    code.branch(stem + ".end");
    code.label(stem + ".else");
    Value otherwise = code.splat(emit(select.otherwise(), scope.block()), lanes);
    String fromElse = code.block();
    code.branch(stem + ".end");
    code.label(stem + ".end");
    return code.phi(then, fromThen, otherwise, fromElse);
  }

  /** The lanes of what a select is emitted as: both sides must have as many. */
  private static int lanes(Expr.Select select, Scope scope) {
    if (scope.mask().isPresent()) {
      // Whatever is loaded under a mask is a vector.
      return scope.mask().get().type().lanes();
    }
    return scope
        .lane()
        .filter(l -> select.then().mentions(l) || select.otherwise().mentions(l))
        .map(Axis::extent)
        .orElse(1);
  }

  static CompilerBug bug(String message) {
    return new CompilerBug("llvm-emit", message);
  }
}
