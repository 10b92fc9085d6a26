package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.tensor.Value;

/**
 * Calls one after the other under one label, {@code layer1.0}, that could be a block: one tensor
 * goes in, one comes out.
 *
 * @param begin of the first call
 * @param end behind the last
 */
record Region(String label, List<Call> calls, int begin, int end) {
  Region {
    calls = List.copyOf(calls);
  }

  Value result() {
    return calls.getLast().result();
  }

  /** The values that the calls read and do not make, without what is written in place. */
  Set<Value> inputs(Definitions definitions) {
    Set<Value> made = new HashSet<>();
    Set<Value> inputs = new LinkedHashSet<>();
    for (Call call : calls) {
      call.operands().stream()
          .filter(v -> !made.contains(v) && !definitions.isWritten(v))
          .forEach(inputs::add);
      made.add(call.result());
    }
    return inputs;
  }

  /** Whether nothing but the last value is read elsewhere, and a block can say all of it. */
  boolean isClosed(Definitions definitions, Map<Value, Integer> uses) {
    Set<Value> inputs = inputs(definitions);
    if (inputs.size() != 1 || definitions.isLeaf(inputs.iterator().next())) {
      return false;
    }
    List<Value> read = new ArrayList<>();
    calls.forEach(call -> read.addAll(call.operands()));
    return calls.subList(0, calls.size() - 1).stream()
            .map(Call::result)
            .allMatch(v -> read.stream().filter(v::equals).count() == uses.get(v))
        && calls.stream().noneMatch(call -> call.callee().equals(Call.SHARE));
  }

  /** What equal regions have in common: everything but numbers. */
  String signature(Definitions definitions) {
    List<Value> known = new ArrayList<>(inputs(definitions));
    StringBuilder text = new StringBuilder();
    for (Call call : calls) {
      text.append(call.callee()).append(' ').append(local(call)).append(call.element());
      call.variadic().forEach(k -> append(k, known, definitions, text));
      call.arguments()
          .forEach(
              (name, argument) -> {
                text.append(' ').append(name).append('=');
                append(argument, known, definitions, text);
              });
      text.append(call.owned().keySet()).append('\n');
      known.add(call.result());
    }
    return text.toString();
  }

  private static void append(
      Known argument, List<Value> known, Definitions definitions, StringBuilder text) {
    switch (argument) {
      case Known.Tensor(Value value) ->
          text.append('%')
              .append(known.indexOf(value))
              .append(definitions.tensor(value).map(t -> t.type() + "" + t.hashCode()).orElse(""));
      case Known.Int _ -> text.append("int");
      case Known.Sequence(var elements, boolean isTuple) -> {
        text.append(isTuple).append('[');
        elements.forEach(e -> append(e, known, definitions, text));
        text.append(']');
      }
      case Known.Real _,
          Known.Bool _,
          Known.Str _,
          Known.Range _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          text.append(argument);
    }
  }

  /** A call's label inside the block. */
  String local(Call call) {
    return call.label().map(l -> l.substring(label.length() + 1)).orElse("");
  }
}
