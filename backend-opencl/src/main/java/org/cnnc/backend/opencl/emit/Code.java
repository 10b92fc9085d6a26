package org.cnnc.backend.opencl.emit;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.ir.UniqueNames;

/** The body of a kernel while it is written: indented lines, and names that are not taken. */
final class Code {
  /** Keywords, and functions that the emitter calls, which a variable must not hide. */
  private static final Set<String> RESERVED =
      Set.of(
          "auto",
          "break",
          "case",
          "char",
          "const",
          "constant",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extern",
          "float",
          "for",
          "global",
          "goto",
          "half",
          "if",
          "inline",
          "int",
          "kernel",
          "local",
          "long",
          "max",
          "min",
          "pipe",
          "private",
          "read_only",
          "register",
          "restrict",
          "return",
          "select",
          "short",
          "signed",
          "sizeof",
          "static",
          "struct",
          "switch",
          "typedef",
          "uchar",
          "ulong",
          "uniform",
          "union",
          "unsigned",
          "void",
          "volatile",
          "while",
          "write_only");

  private final MathLibrary math;
  private final StringBuilder text = new StringBuilder();
  private final UniqueNames names = new UniqueNames(RESERVED);
  private int depth = 1;
  private int stores;

  /**
   * @param math where the functions that the code calls are noted
   */
  Code(MathLibrary math) {
    this.math = math;
  }

  MathLibrary math() {
    return math;
  }

  /** A name that is not taken in this kernel: the stem, or the stem with a number. */
  String fresh(String stem) {
    String plain = stem.replaceAll("[^A-Za-z0-9_]", "_");
    String start = Character.isLetter(plain.charAt(0)) ? plain : "v" + plain;
    return names.unique(start);
  }

  void line(String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  /** Begins a block: the head and an opening brace. */
  void open(String head) {
    line(head + " {");
    depth++;
  }

  void close() {
    depth--;
    line("}");
  }

  /** Ends a block and begins its alternative: {@code } head {}. */
  void next(String head) {
    depth--;
    line("} " + head + " {");
    depth++;
  }

  /** A constant of this value, by a name of its own. */
  Value name(String stem, Value value) {
    String name = fresh(stem);
    line("const %s %s = %s;".formatted(value.type(), name, value.text()));
    return Value.primary(value.type(), name);
  }

  /** Says that memory was written: what was loaded before may have changed. */
  void stored() {
    stores++;
  }

  /** How often memory was written up to here. */
  int stores() {
    return stores;
  }

  /** A scalar in every lane; as it is where it is a vector already, or the lanes are one. */
  static Value splat(Value value, int lanes) {
    if (value.type().isVector() || lanes == 1) {
      return value;
    }
    Type type = vector(value.type(), lanes);
    return Value.primary(type, "(%s)(%s)".formatted(type, lane(value)));
  }

  /** A vector of scalars. */
  static Value gather(Value... scalars) {
    Type type = vector(scalars[0].type(), scalars.length);
    String lanes = Stream.of(scalars).map(Code::lane).collect(Collectors.joining(", "));
    return Value.primary(type, "(%s)(%s)".formatted(type, lanes));
  }

  /** The type of vectors of a scalar: indices are long there. */
  private static Type vector(Type scalar, int lanes) {
    return (scalar.equals(Type.I32) ? Type.I64 : scalar).withLanes(lanes);
  }

  /** A scalar as it stands in a vector. */
  private static String lane(Value scalar) {
    return scalar.type().equals(Type.TRUTH) ? "-" + scalar.operand() : scalar.text();
  }

  /** One lane of a vector; a scalar is every lane of itself. */
  static Value extract(Value vector, int lane) {
    if (!vector.type().isVector()) {
      return vector;
    }
    Type type = vector.type().withLanes(1);
    String component = component(vector.operand(), lane);
    return type.equals(Type.TRUTH)
        ? Value.compound(type, "-" + component)
        : Value.primary(type, component);
  }

  /** {@code v.sa} is lane 10. */
  static String component(String vector, int lane) {
    return "%s.s%x".formatted(vector, lane);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
