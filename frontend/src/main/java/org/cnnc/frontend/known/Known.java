package org.cnnc.frontend.known;

import java.util.List;
import java.util.OptionalDouble;
import org.cnnc.frontend.resolve.Module;
import org.cnnc.frontend.syntax.Declaration;
import org.cnnc.ir.tensor.Value;

/**
 * What is known of an expression while a model is elaborated: a number, a list, a block, or the
 * graph value of a tensor.
 */
public sealed interface Known {
  /** The number that it is, an integer as a real one; empty for what is no number. */
  default OptionalDouble asReal() {
    return switch (this) {
      case Int(long number) -> OptionalDouble.of((double) number);
      case Real(double number) -> OptionalDouble.of(number);
      case Bool _, Str _, Sequence _, Range _, Batch _, Tensor _, BlockValue _, OperatorValue _ ->
          OptionalDouble.empty();
    };
  }

  record Int(long value) implements Known {}

  record Real(double value) implements Known {}

  record Bool(boolean value) implements Known {}

  record Str(String value) implements Known {}

  /** A list or a tuple; they differ only in how they are printed. */
  record Sequence(List<Known> elements, boolean isTuple) implements Known {
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /** {@code count} integers from {@code first} on, {@code step} apart. */
  record Range(long first, long count, long step) implements Known {}

  /** A value of the graph. */
  record Tensor(Value value) implements Known {}

  /** The batch, whose size is chosen at run time: it fits into a shape, and nothing else. */
  record Batch() implements Known {}

  /** A block of a module, as a value. */
  record BlockValue(Declaration.Block block, Module module) implements Known {}

  /** An operator of the vocabulary, as a value: {@code act=relu}. */
  record OperatorValue(String name) implements Known {}
}
