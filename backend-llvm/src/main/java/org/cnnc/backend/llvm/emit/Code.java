package org.cnnc.backend.llvm.emit;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The body of a function while it is written: appends instructions and names their results. What
 * the function calls is added to the module's declarations.
 */
final class Code {
  private final ModuleParts module;
  private final StringBuilder entry = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private String block = "entry";
  private int names;

  /**
   * @param module where what the function needs of its module is added
   */
  Code(ModuleParts module) {
    this.module = module;
  }

  ModuleParts module() {
    return module;
  }

  /** The label of the block that instructions are appended to. */
  String block() {
    return block;
  }

  /** A name that no other value or block of the function has. */
  String fresh(String stem) {
    return stem + "." + names++;
  }

  void line(String instruction) {
    text.append("  ").append(instruction).append('\n');
  }

  void comment(String comment) {
    text.append("  ; ").append(comment.replace('\n', ' ')).append('\n');
  }

  Value result(Type type, String instruction) {
    Value value = new Value(type, "%" + fresh(""));
    line(value.text() + " = " + instruction);
    return value;
  }

  void label(String label) {
    text.append(label).append(":\n");
    block = label;
  }

  void branch(String label) {
    line("br label %" + label);
  }

  void branch(Value condition, String then, String otherwise) {
    line("br i1 %s, label %%%s, label %%%s".formatted(condition.text(), then, otherwise));
  }

  /** {@code add nsw}, {@code fmul}: any instruction of two operands of one type. */
  Value binary(String instruction, Value a, Value b) {
    return result(a.type(), "%s %s, %s".formatted(instruction, a.typed(), b.text()));
  }

  /** {@code icmp slt}, {@code fcmp olt}. */
  Value compare(String instruction, Value a, Value b) {
    return result(
        a.type().withScalar(Type.Scalar.I1),
        "%s %s, %s".formatted(instruction, a.typed(), b.text()));
  }

  Value select(Value condition, Value then, Value otherwise) {
    return result(
        then.type(),
        "select %s, %s, %s".formatted(condition.typed(), then.typed(), otherwise.typed()));
  }

  Value convert(String instruction, Value value, Type.Scalar to) {
    Type type = value.type().withScalar(to);
    return result(type, "%s %s to %s".formatted(instruction, value.typed(), type));
  }

  /** The same bits as another type. */
  Value bitcast(Value value, Type type) {
    return result(type, "bitcast %s to %s".formatted(value.typed(), type));
  }

  Value call(Type type, String function, Value... arguments) {
    return result(type, "call %s %s(%s)".formatted(type, function, typed(arguments)));
  }

  /** A call of an intrinsic, {@code llvm.fma}, whose name is completed by the result's type. */
  Value intrinsic(String name, Type type, Value... arguments) {
    String function = "@%s.%s".formatted(name, type.suffix());
    declare(type.toString(), function, arguments);
    return call(type, function, arguments);
  }

  void declare(String result, String function, Value... arguments) {
    String types =
        Arrays.stream(arguments).map(a -> a.type().toString()).collect(Collectors.joining(", "));
    module.declare("declare %s %s(%s)".formatted(result, function, types));
  }

  static String typed(Value... arguments) {
    return Arrays.stream(arguments).map(Value::typed).collect(Collectors.joining(", "));
  }

  Value load(Type type, Value pointer, int align) {
    return result(type, "load %s, %s, align %d".formatted(type, pointer.typed(), align));
  }

  void store(Value value, Value pointer, int align) {
    line("store %s, %s, align %d".formatted(value.typed(), pointer.typed(), align));
  }

  /** {@code pointer + index} in elements; the index may be a vector, then so is the result. */
  Value offset(Value pointer, Type.Scalar element, Value index) {
    if (index.text().equals("0")) {
      return pointer;
    }
    return result(
        Type.PTR.withLanes(index.type().lanes()),
        "getelementptr %s, %s, %s".formatted(element.text(), pointer.typed(), index.typed()));
  }

  /** A scalar in every lane; as it is where it is a vector already, or the lanes are one. */
  Value splat(Value value, int lanes) {
    if (value.type().isVector() || lanes == 1) {
      return value;
    }
    Type type = value.type().withLanes(lanes);
    if (value.isConstant()) {
      return new Value(type, "splat (%s)".formatted(value.typed()));
    }
    Value first = result(type, "insertelement %s poison, %s, i64 0".formatted(type, value.typed()));
    return result(
        type,
        "shufflevector %s, %s poison, <%d x i32> zeroinitializer"
            .formatted(first.typed(), type, lanes));
  }

  /** {@code 0, step, 2 * step, …}. */
  static Value lanes(int lanes, long step) {
    return new Value(
        Type.I64.withLanes(lanes),
        IntStream.range(0, lanes)
            .mapToObj(l -> "i64 " + l * step)
            .collect(Collectors.joining(", ", "<", ">")));
  }

  Value extract(Value vector, int lane) {
    return vector.type().isVector()
        ? result(
            vector.type().withLanes(1), "extractelement %s, i64 %d".formatted(vector.typed(), lane))
        : vector;
  }

  /** A vector of scalars. */
  Value gather(Value... scalars) {
    Type type = scalars[0].type().withLanes(scalars.length);
    Value vector = new Value(type, "poison");
    for (int lane = 0; lane < scalars.length; lane++) {
      vector =
          result(
              type,
              "insertelement %s, %s, i64 %d"
                  .formatted(vector.typed(), scalars[lane].typed(), lane));
    }
    return vector;
  }

  Value phi(Value a, String fromA, Value b, String fromB) {
    return result(
        a.type(),
        "phi %s [ %s, %%%s ], [ %s, %%%s ]".formatted(a.type(), a.text(), fromA, b.text(), fromB));
  }

  /** Memory on the stack for the time of the whole function, 64-byte aligned. */
  Value stack(String name, Type.Scalar element, long elements) {
    Value value = new Value(Type.PTR, "%" + fresh(name));
    entry.append(
        "  %s = alloca [%d x %s], align 64\n".formatted(value.text(), elements, element.text()));
    return value;
  }

  /** The whole body, from its first block on. */
  @Override
  public String toString() {
    return "entry:\n" + entry + text;
  }
}
