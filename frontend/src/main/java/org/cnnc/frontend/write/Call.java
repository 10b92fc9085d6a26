package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.tensor.Value;

/**
 * How one value of a graph is written: an operator or block with its arguments.
 *
 * @param callee the operator's name, or the block's
 * @param arguments by the names of parameters; tensors are values of the graph
 * @param variadic the arguments of the variadic parameter
 * @param element which of the tensors that it gives, where it gives a list
 * @param owned the trained tensors of the layer by their names in it, such as {@code weight}
 * @param label the layer's, empty where it needs none
 */
record Call(
    Value result,
    String callee,
    Map<String, Known> arguments,
    List<Known> variadic,
    OptionalInt element,
    Map<String, Value> owned,
    Optional<String> label) {
  /** What the first parameter of a block is called, which is piped into it. */
  static final String INPUT = "x";

  /** What applies a layer again. */
  static final String SHARE = "share";

  Call {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    variadic = List.copyOf(variadic);
    owned = Collections.unmodifiableMap(new LinkedHashMap<>(owned));
  }

  static Call of(Value result, String callee) {
    return new Call(
        result, callee, Map.of(), List.of(), OptionalInt.empty(), Map.of(), Optional.empty());
  }

  Call with(String name, Known argument) {
    Map<String, Known> more = new LinkedHashMap<>(arguments);
    more.put(name, argument);
    return new Call(result, callee, more, variadic, element, owned, label);
  }

  Call without(String name) {
    Map<String, Known> fewer = new LinkedHashMap<>(arguments);
    fewer.remove(name);
    return new Call(result, callee, fewer, variadic, element, owned, label);
  }

  Call with(String name, long number) {
    return with(name, new Known.Int(number));
  }

  Call with(String name, boolean flag) {
    return with(name, new Known.Bool(flag));
  }

  Call with(String name, Value tensor) {
    return with(name, new Known.Tensor(tensor));
  }

  Call withVariadic(List<Value> tensors) {
    List<Known> all = tensors.stream().map(t -> (Known) new Known.Tensor(t)).toList();
    return new Call(result, callee, arguments, all, element, owned, label);
  }

  Call withElement(int index) {
    return new Call(result, callee, arguments, variadic, OptionalInt.of(index), owned, label);
  }

  Call withOwned(Map<String, Value> tensors) {
    return new Call(result, callee, arguments, variadic, element, tensors, label);
  }

  Call withLabel(Optional<String> newLabel) {
    return new Call(result, callee, arguments, variadic, element, owned, newLabel);
  }

  /** This layer applied again, on another input. */
  Call shared(String first) {
    return of(result, SHARE).with(INPUT, arguments.get(INPUT)).with("label", new Known.Str(first));
  }

  /** The values that are read, in the order in which they are written; weights are not among. */
  List<Value> operands() {
    List<Value> operands = new ArrayList<>();
    variadic.forEach(known -> add(known, operands));
    arguments.values().forEach(known -> add(known, operands));
    return operands;
  }

  private static void add(Known known, List<Value> operands) {
    if (known instanceof Known.Tensor(Value value)) {
      operands.add(value);
    }
  }
}
