package org.cnnc.backend.opencl.emit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The functions that kernels call and OpenCL does not have, or not as exact: the formulas of the
 * LLVM backend's, so that devices agree. {@code exp} works in single precision, the others in
 * double precision inside; where a device has none, OpenCL's own functions stand in, whose errors
 * are at most 16 units in the last place.
 *
 * <p>Each is a resource, a template in which {@code _n} stands for the number of lanes.
 */
final class MathLibrary {
  /** A function, its type of result, and what it calls. */
  enum Function {
    MIN(Type.F32),
    MAX(Type.F32),
    FLOOR_DIVIDE(Type.I64),
    FLOOR_MODULO(Type.I64),
    TO_INDEX(Type.I64),
    BFLOAT16(Type.U16),
    EXP64(Type.F32),
    LOG64(Type.F32),
    EXP(Type.F32),
    EXPM1(Type.F32, EXP64),
    LOG(Type.F32, LOG64),
    LOG1P(Type.F32, LOG64),
    TANH(Type.F32, EXP64),
    ERF(Type.F32, EXP64),
    POW(Type.F32, EXP64, LOG64);

    private final Type result;
    private final List<Function> callees;

    Function(Type result, Function... callees) {
      this.result = result;
      this.callees = List.of(callees);
    }

    Type result() {
      return result;
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<String, String> definitions = new LinkedHashMap<>();

  /** The name of a function for a number of lanes; it is defined from now on. */
  String require(Function function, int lanes) {
    function.callees.forEach(callee -> require(callee, lanes));
    String suffix = lanes > 1 ? Integer.toString(lanes) : "";
    String name = "cnnc_" + function.text() + suffix;
    definitions.computeIfAbsent(name, _ -> template(function).replaceAll("_n(?=_|\\b)", suffix));
    return name;
  }

  private static String template(Function function) {
    String file = function.text() + ".cl";
    try (InputStream in = Objects.requireNonNull(MathLibrary.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + file + " cannot be read", e);
    }
  }

  /** All definitions, each after those it calls. */
  List<String> definitions() {
    return List.copyOf(definitions.values());
  }
}
