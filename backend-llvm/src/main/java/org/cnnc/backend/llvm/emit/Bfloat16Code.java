package org.cnnc.backend.llvm.emit;

/**
 * Conversions between f32 and bfloat16, whose bits are integers of 16 in memory and registers: as
 * {@link org.cnnc.ir.tensor.Bfloat16} has them, on every machine.
 */
final class Bfloat16Code {
  private static final int HALF = 16;
  private static final int SIGN = 0x8000;
  private static final int QUIET = 0x40;
  private static final int ROUND_UP = 0x7fff;

  /** The lanes of the instruction that rounds: those of a 512-bit register. */
  private static final int WIDE = 16;

  private final Code code;
  private final int lanes;

  private Bfloat16Code(Code code, int lanes) {
    this.code = code;
    this.lanes = lanes;
  }

  /** The f32 that each element is. */
  static Value widen(Code code, Value bits) {
    return ofLowerHalf(code, code.convert("zext", bits, Type.Scalar.I32));
  }

  /** The f32 that the upper half of each 32 bits is. */
  static Value ofUpperHalf(Code code, Value pairs) {
    Value mask = code.splat(new Value(Type.I32, "-65536"), pairs.type().lanes());
    return code.convert("bitcast", code.binary("and", pairs, mask), Type.Scalar.F32);
  }

  /** The f32 that the lower half of each 32 bits is. */
  static Value ofLowerHalf(Code code, Value pairs) {
    Value shift = code.splat(new Value(Type.I32, Integer.toString(HALF)), pairs.type().lanes());
    return code.convert("bitcast", code.binary("shl", pairs, shift), Type.Scalar.F32);
  }

  /** The bits of the nearest element of each f32. */
  static Value narrow(Code code, Value x) {
    Bfloat16Code lanes = new Bfloat16Code(code, x.type().lanes());
    return lanes.lanes == WIDE && code.module().platform().hasBfloat16()
        ? lanes.instruction(x)
        : lanes.arithmetic(x);
  }

  /** It takes subnormal numbers for zeros, whatever the rounding mode says. */
  private Value instruction(Value x) {
    Type bfloat = x.type().withScalar(Type.Scalar.BF16);
    String function = "@llvm.x86.avx512bf16.cvtneps2bf16.512";
    code.declare(bfloat.toString(), function, x);
    return code.convert("bitcast", code.call(bfloat, function, x), Type.Scalar.I16);
  }

  private Value arithmetic(Value x) {
    Value bits = code.convert("bitcast", x, Type.Scalar.I32);
    Value upper = code.binary("lshr", bits, i32(HALF));
    Value up = code.binary("add", code.binary("and", upper, i32(1)), i32(ROUND_UP));
    Value nearest = code.binary("lshr", code.binary("add", bits, up), i32(HALF));
    Value magnitude = code.intrinsic("llvm.fabs", x.type(), x);
    Value smallest = code.splat(Value.of(Float.MIN_NORMAL), lanes);
    Value zero = code.binary("and", upper, i32(SIGN));
    Value flushed = code.select(code.compare("fcmp olt", magnitude, smallest), zero, nearest);
    Value quiet = code.binary("or", upper, i32(QUIET));
    Value rounded = code.select(code.compare("fcmp uno", x, x), quiet, flushed);
    return code.convert("trunc", rounded, Type.Scalar.I16);
  }

  private Value i32(int value) {
    return code.splat(new Value(Type.I32, Integer.toString(value)), lanes);
  }
}
