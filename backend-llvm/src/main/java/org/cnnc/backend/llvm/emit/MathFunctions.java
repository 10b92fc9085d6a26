package org.cnnc.backend.llvm.emit;

import java.util.Arrays;
import org.cnnc.ir.CompilerBug;

/**
 * The functions that no instruction computes, as straight-line code for one vector width each, so
 * that libraries need no libm and vector loops stay vector loops. {@code exp} works in single
 * precision, the others in double precision inside, which makes them nearly correctly rounded.
 * Infinities, NaN, overflow, underflow and signed zeros come out as {@link Math}'s.
 */
final class MathFunctions {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN_2 = 0.6931471805599453;

  private final MathCode m;

  private MathFunctions(MathCode m) {
    this.m = m;
  }

  /**
   * A call of {@code exp}, {@code expm1}, {@code log}, {@code log1p}, {@code tanh}, {@code erf},
   * {@code pow} or {@code fma} on floats.
   */
  static Value call(Code code, String name, Value... arguments) {
    Type type = arguments[0].type();
    String function = "@cnnc.%s.%s".formatted(name, type.suffix());
    code.module()
        .define(function, () -> define(code.module(), name, function, type, arguments.length));
    return code.call(type, function, arguments);
  }

  private static String define(
      ModuleParts module, String name, String function, Type type, int arity) {
    Code body = new Code(module);
    MathFunctions f = new MathFunctions(new MathCode(body, type.lanes()));
    Value x = new Value(type, "%x");
    Value y = new Value(type, "%y");
    Value z = new Value(type, "%z");
    Value result =
        switch (name) {
          case "exp" -> f.exp(x);
          case "expm1" -> f.expm1(x);
          case "log" -> f.log(x);
          case "log1p" -> f.log1p(x);
          case "tanh" -> f.tanh(x);
          case "erf" -> f.erf(x);
          case "pow" -> f.pow(x, y);
          case "fma" -> f.fma(x, y, z);
          default -> throw new CompilerBug("llvm-emit", "no math function " + name);
        };
    body.line("ret " + result.typed());
    Value[] parameters = {x, y, z};
    return "define internal %s %s(%s) #1 {\n%s}\n"
        .formatted(type, function, Code.typed(Arrays.copyOf(parameters, arity)), body);
  }

  /**
   * Cody and Waite's reduction, {@code exp(x) = 2^n exp(r)} with {@code |r| <= ln(2)/2}, and the
   * polynomial of Cephes' {@code expf}. The scale is applied in two halves, so that results below
   * the smallest normal number are rounded once.
   */
  private Value exp(Value x) {
    Value clamped = m.atMost(m.atLeast(x, m.f32(-104)), m.f32(89));
    Value shifted = m.multiplyAdd(clamped, m.f32(LOG2_E), m.f32(0x1.8p23));
    Value n = m.subtract(shifted, m.f32(0x1.8p23));
    Value r = m.multiplyAdd(n, m.f32(-0.693359375), clamped);
    r = m.multiplyAdd(n, m.f32(2.12194440e-4), r);
    Value p =
        m.polynomial(
            r,
            5.0000001201e-1,
            1.6666665459e-1,
            4.1665795894e-2,
            8.3334519073e-3,
            1.3981999507e-3,
            1.9875691500e-4);
    Value y = m.add(m.multiplyAdd(m.multiply(r, r), p, r), m.f32(1));
    Value exponent = m.subtractInt(m.bits32(shifted), m.i32(Float.floatToIntBits(0x1.8p23f)));
    Value half = m.shiftRightArithmetic(exponent, m.i32(1));
    Value rest = m.subtractInt(exponent, half);
    return m.multiply(m.multiply(y, scale32(half)), scale32(rest));
  }

  /** {@code 2^n} as a float, for an n in -126..127. */
  private Value scale32(Value n) {
    return m.asFloat(m.shiftLeft(m.addInt(n, m.i32(127)), m.i32(23)));
  }

  private Value expm1(Value x) {
    Value d = m.widen(x);
    // exp(x) - 1 cancels near zero: there, the first terms of the series.
    Value series = m.multiply(d, m.polynomial(d, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24));
    Value near = m.less(m.abs(d), m.f64(0x1p-10));
    return m.narrow(m.select(near, series, m.subtract(exp64(d), m.f64(1))));
  }

  private Value log(Value x) {
    return m.narrow(log64(m.widen(x)));
  }

  private Value log1p(Value x) {
    Value d = m.widen(x);
    Value series = m.multiply(d, m.polynomial(d, 1, -1.0 / 2, 1.0 / 3, -1.0 / 4));
    Value near = m.less(m.abs(d), m.f64(0x1p-10));
    return m.narrow(m.select(near, series, log64(m.add(d, m.f64(1)))));
  }

  /** {@code (e^2x - 1) / (e^2x + 1)}; near zero the series. */
  private Value tanh(Value x) {
    Value d = m.widen(x);
    Value square = m.multiply(d, d);
    Value series = m.multiply(d, m.polynomial(square, 1, -1.0 / 3, 2.0 / 15));
    Value twice = m.atMost(m.atLeast(m.add(d, d), m.f64(-60)), m.f64(60));
    Value e = exp64(twice);
    Value quotient = m.divide(m.subtract(e, m.f64(1)), m.add(e, m.f64(1)));
    return m.narrow(m.select(m.less(m.abs(d), m.f64(0x1p-8)), series, quotient));
  }

  /** Cephes' {@code ndtr.c}: a rational function below 1, one of erfc above. */
  private Value erf(Value x) {
    Value d = m.widen(x);
    Value square = m.multiply(d, d);
    Value below =
        m.divide(
            m.multiply(
                d,
                m.polynomial(
                    square,
                    55592.30130103949,
                    7003.325141128051,
                    2232.005345946843,
                    90.02601972038427,
                    9.604973739870516)),
            m.polynomial(
                square,
                49267.39426086359,
                22629.000061389095,
                4594.323829709801,
                521.3579497801527,
                33.56171416475031,
                1));
    // From 6 on the result is 1 whatever is subtracted; further out the polynomials overflow.
    Value a = m.atMost(m.abs(d), m.f64(6));
    Value p =
        m.polynomial(
            a,
            557.5353353693994,
            1027.5518868951572,
            934.5285271719576,
            526.4451949954773,
            196.5208329560771,
            48.63719709856814,
            7.463210564422699,
            0.5641895648310689,
            2.461969814735305e-10);
    Value q =
        m.polynomial(
            a,
            557.5353408177277,
            1656.6630919416134,
            2246.3376081871097,
            1823.9091668790973,
            975.7085017432055,
            354.9377788878199,
            86.70721408859897,
            13.228195115474499,
            1);
    Value complement = m.divide(m.multiply(exp64(m.negate(m.multiply(a, a))), p), q);
    Value above = m.copySign(m.subtract(m.f64(1), complement), d);
    return m.narrow(m.select(m.less(m.abs(d), m.f64(1)), below, above));
  }

  /** {@code e^(y log |x|)}, with the sign of {@code x} where {@code y} is odd. */
  private Value pow(Value base, Value exponent) {
    Value x = m.widen(base);
    Value y = m.widen(exponent);
    Value power = exp64(m.multiply(y, log64(m.abs(x))));
    Value whole = m.equal(m.floor(y), y);
    Value half = m.multiply(y, m.f64(0.5));
    Value odd = m.and(whole, m.differs(m.floor(half), half));
    Value signed = m.select(odd, m.copySign(power, x), power);
    // A negative number to a broken power has no value; -0 and -infinity have one.
    Value negative = m.and(m.less(x, m.f64(0)), m.less(m.f64(Double.NEGATIVE_INFINITY), x));
    Value undefined = m.and(negative, m.not(whole));
    Value defined = m.select(undefined, m.f64(Double.NaN), signed);
    return m.narrow(m.select(m.equal(y, m.f64(0)), m.f64(1), defined));
  }

  /**
   * {@code x * y + z} rounded once, for CPUs without the instruction: the product of two floats is
   * exact in double precision; the sum is rounded to odd there, which makes the second rounding, to
   * single precision, the right one (Boldo and Melquiond, 2008).
   */
  private Value fma(Value x, Value y, Value z) {
    Value product = m.multiply(m.widen(x), m.widen(y));
    Value c = m.widen(z);
    Value sum = m.add(product, c);
    Value part = m.subtract(sum, product);
    Value error = m.add(m.subtract(product, m.subtract(sum, part)), m.subtract(c, part));
    Value bits = m.bits64(sum);
    Value even = m.equalInt(m.andInt(bits, m.i64(1)), m.i64(0));
    Value inexact = m.or(m.less(error, m.f64(0)), m.less(m.f64(0), error));
    Value outwards = m.equalInt(m.signs(error), m.signs(sum));
    Value step = m.select(outwards, m.i64(1), m.i64(-1));
    Value odd = m.addInt(bits, m.select(m.and(even, inexact), step, m.i64(0)));
    return m.narrow(m.asDouble(odd));
  }

  /** For results that become floats: beyond 200 every one is infinite, below -200 zero. */
  private Value exp64(Value x) {
    Value clamped = m.atMost(m.atLeast(x, m.f64(-200)), m.f64(200));
    Value shifted = m.multiplyAdd(clamped, m.f64(LOG2_E), m.f64(0x1.8p52));
    Value n = m.subtract(shifted, m.f64(0x1.8p52));
    Value r = m.multiplyAdd(n, m.f64(-LN_2), clamped);
    double[] terms = new double[12];
    double factorial = 1;
    for (int i = 0; i < terms.length; i++) {
      factorial *= Math.max(1, i);
      terms[i] = 1 / factorial;
    }
    Value exponent = m.subtractInt(m.bits64(shifted), m.i64(Double.doubleToLongBits(0x1.8p52)));
    Value scale = m.asDouble(m.shiftLeft(m.addInt(exponent, m.i64(1023)), m.i64(52)));
    return m.multiply(m.polynomial(r, terms), scale);
  }

  /**
   * {@code x = 2^e f} with {@code f} in sqrt(1/2)..sqrt(2), and {@code log f = 2 atanh(s)} with
   * {@code s = (f - 1) / (f + 1)}. Every float, subnormal ones too, is a normal double.
   */
  private Value log64(Value x) {
    Value bits = m.bits64(x);
    Value root = m.i64(Double.doubleToLongBits(Math.sqrt(0.5)));
    Value e = m.shiftRightArithmetic(m.subtractInt(bits, root), m.i64(52));
    Value f = m.asDouble(m.subtractInt(bits, m.shiftLeft(e, m.i64(52))));
    Value s = m.divide(m.subtract(f, m.f64(1)), m.add(f, m.f64(1)));
    Value square = m.multiply(s, s);
    double[] terms = new double[10];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = 2.0 / (2 * i + 1);
    }
    Value logarithm =
        m.multiplyAdd(m.toDouble(e), m.f64(LN_2), m.multiply(s, m.polynomial(square, terms)));
    Value infinity = m.f64(Double.POSITIVE_INFINITY);
    Value unbounded = m.select(m.less(x, infinity), logarithm, x);
    Value positive = m.select(m.equal(x, m.f64(0)), m.f64(Double.NEGATIVE_INFINITY), unbounded);
    return m.select(m.less(x, m.f64(0)), m.f64(Double.NaN), positive);
  }
}
