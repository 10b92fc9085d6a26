package org.cnnc.backend.opencl.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cnnc.ir.loop.Buffer;

/**
 * A buffer of registers as variables: each run of {@code width} elements, which are the lanes of a
 * vector loop, is one vector where OpenCL has vectors of that many, else several.
 *
 * @param variables in the order of the elements
 */
record Registers(Type element, List<Variable> variables) {
  /**
   * @param first the position of its first element
   */
  record Variable(String name, int first, Type type) {
    boolean contains(long position) {
      return position >= first && position < first + type.lanes();
    }
  }

  /**
   * Names the variables.
   *
   * @param width the elements that vector loops run along; 1 where none does
   */
  static Registers of(Buffer buffer, int width, Code code) {
    Type element = MemoryEmitter.value(buffer.dtype());
    List<Variable> variables = new ArrayList<>();
    int elements = Math.toIntExact(buffer.layout().elements());
    for (int row = 0; row < elements; row += width) {
      for (Chunk chunk : Chunk.of(width)) {
        variables.add(
            new Variable(
                code.fresh(buffer.name()), row + chunk.first(), element.withLanes(chunk.lanes())));
      }
    }
    return new Registers(element, variables);
  }

  /** Declares the variables, those of a type on one line. */
  void declare(Code code) {
    Map<Type, List<String>> names = new LinkedHashMap<>();
    variables.forEach(v -> names.computeIfAbsent(v.type, _ -> new ArrayList<>()).add(v.name));
    names.forEach((type, list) -> code.line("%s %s;".formatted(type, String.join(", ", list))));
  }

  /** The elements at {@code first}, {@code first + stride}, and so on. */
  Value load(long first, long stride, int lanes) {
    Variable variable = at(first);
    if (isWhole(variable, first, stride, lanes)) {
      return Value.primary(variable.type, variable.name);
    }
    Value[] elements =
        IntStream.range(0, lanes).mapToObj(l -> element(first + l * stride)).toArray(Value[]::new);
    return lanes == 1 ? elements[0] : Code.gather(elements);
  }

  private Value element(long position) {
    Variable variable = at(position);
    Value whole = Value.primary(variable.type, variable.name);
    return Code.extract(whole, (int) (position - variable.first));
  }

  /** Assigns lane after lane, or all at once. */
  void store(long first, long stride, Value value, Code code) {
    Variable variable = at(first);
    int lanes = value.type().lanes();
    if (isWhole(variable, first, stride, lanes)) {
      code.line("%s = %s;".formatted(variable.name, value.text()));
      return;
    }
    Value source = lanes > 1 && !value.isPrimary() ? code.name("t", value) : value;
    for (int l = 0; l < lanes; l++) {
      long position = first + l * stride;
      Variable target = at(position);
      String place =
          target.type.isVector()
              ? Code.component(target.name, (int) (position - target.first))
              : target.name;
      Value lane = Code.extract(source, l);
      boolean isMask = target.type.isVector() && lane.type().equals(Type.TRUTH);
      code.line(
          "%s = %s%s;".formatted(place, isMask ? "-" : "", isMask ? lane.operand() : lane.text()));
    }
  }

  private static boolean isWhole(Variable variable, long first, long stride, int lanes) {
    return variable.first == first && variable.type.lanes() == lanes && (lanes == 1 || stride == 1);
  }

  private Variable at(long position) {
    return variables.stream()
        .filter(v -> v.contains(position))
        .findFirst()
        .orElseThrow(() -> ExprEmitter.bug("no register at " + position));
  }
}
