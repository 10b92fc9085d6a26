package org.cnnc.backend.llvm.emit;

import java.util.Objects;

/** Formulas as instructions on vectors of one width; what {@link MathFunctions} is written in. */
final class MathCode {
  private final Code code;
  private final int lanes;

  MathCode(Code code, int lanes) {
    this.code = code;
    this.lanes = lanes;
  }

  Value f32(double value) {
    return code.splat(Value.of((float) value), lanes);
  }

  Value f64(double value) {
    return code.splat(Value.of(value), lanes);
  }

  Value i32(int value) {
    return code.splat(new Value(Type.I32, Integer.toString(value)), lanes);
  }

  Value i64(long value) {
    return code.splat(Value.of(value), lanes);
  }

  Value add(Value a, Value b) {
    return code.binary("fadd", a, b);
  }

  Value subtract(Value a, Value b) {
    return code.binary("fsub", a, b);
  }

  Value multiply(Value a, Value b) {
    return code.binary("fmul", a, b);
  }

  Value divide(Value a, Value b) {
    return code.binary("fdiv", a, b);
  }

  /** {@code a * b + c}; fused where the target can. */
  Value multiplyAdd(Value a, Value b, Value c) {
    return code.module().platform().hasFusedMultiplyAdd()
        ? code.intrinsic("llvm.fma", a.type(), a, b, c)
        : add(multiply(a, b), c);
  }

  /** Horner's scheme; the constant term first. */
  Value polynomial(Value x, double... coefficients) {
    boolean single = x.type().scalar() == Type.Scalar.F32;
    Value sum = null;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      Value coefficient = single ? f32(coefficients[i]) : f64(coefficients[i]);
      sum = sum == null ? coefficient : multiplyAdd(sum, x, coefficient);
    }
    return Objects.requireNonNull(sum);
  }

  Value negate(Value x) {
    return code.result(x.type(), "fneg " + x.typed());
  }

  Value abs(Value x) {
    return code.intrinsic("llvm.fabs", x.type(), x);
  }

  Value floor(Value x) {
    return code.intrinsic("llvm.floor", x.type(), x);
  }

  Value copySign(Value magnitude, Value sign) {
    return code.intrinsic("llvm.copysign", magnitude.type(), magnitude, sign);
  }

  /** The larger one; NaN stays NaN. */
  Value atLeast(Value x, Value limit) {
    return select(less(x, limit), limit, x);
  }

  /** The smaller one; NaN stays NaN. */
  Value atMost(Value x, Value limit) {
    return select(less(limit, x), limit, x);
  }

  Value less(Value a, Value b) {
    return code.compare("fcmp olt", a, b);
  }

  Value equal(Value a, Value b) {
    return code.compare("fcmp oeq", a, b);
  }

  Value differs(Value a, Value b) {
    return code.compare("fcmp une", a, b);
  }

  Value equalInt(Value a, Value b) {
    return code.compare("icmp eq", a, b);
  }

  Value select(Value condition, Value then, Value otherwise) {
    return code.select(condition, then, otherwise);
  }

  Value and(Value a, Value b) {
    return code.binary("and", a, b);
  }

  Value or(Value a, Value b) {
    return code.binary("or", a, b);
  }

  Value not(Value a) {
    return code.binary("xor", a, code.splat(Value.of(true), lanes));
  }

  Value addInt(Value a, Value b) {
    return code.binary("add", a, b);
  }

  Value subtractInt(Value a, Value b) {
    return code.binary("sub", a, b);
  }

  Value andInt(Value a, Value b) {
    return code.binary("and", a, b);
  }

  Value shiftLeft(Value a, Value by) {
    return code.binary("shl", a, by);
  }

  Value shiftRightArithmetic(Value a, Value by) {
    return code.binary("ashr", a, by);
  }

  /** All ones where the number's sign is minus, else zero. */
  Value signs(Value x) {
    return shiftRightArithmetic(bits64(x), i64(63));
  }

  Value bits32(Value x) {
    return code.convert("bitcast", x, Type.Scalar.I32);
  }

  Value bits64(Value x) {
    return code.convert("bitcast", x, Type.Scalar.I64);
  }

  Value asFloat(Value bits) {
    return code.convert("bitcast", bits, Type.Scalar.F32);
  }

  Value asDouble(Value bits) {
    return code.convert("bitcast", bits, Type.Scalar.F64);
  }

  /** An integer's value. */
  Value toDouble(Value integer) {
    return code.convert("sitofp", integer, Type.Scalar.F64);
  }

  Value widen(Value x) {
    return code.convert("fpext", x, Type.Scalar.F64);
  }

  Value narrow(Value x) {
    return code.convert("fptrunc", x, Type.Scalar.F32);
  }
}
