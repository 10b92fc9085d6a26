package org.cnnc.frontend.known;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The built-in functions of compile-time numbers and lists. */
public final class Functions {
  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              "min",
              "max",
              "floor",
              "ceil",
              "round",
              "ceil_div",
              "abs",
              "sqrt",
              "exp",
              "log",
              "len",
              "reversed",
              "sum"));

  private Functions() {}

  public static boolean has(String name) {
    return NAMES.contains(name);
  }

  public static Set<String> names() {
    return new TreeSet<>(NAMES);
  }

  /**
   * Applies a function.
   *
   * @throws IllegalArgumentException where it does not take such arguments; the message says why
   * @throws ArithmeticException where the result is too large
   */
  public static Known apply(String name, List<Known> arguments) {
    return switch (name) {
      case "min", "max" -> extremum(name, arguments);
      case "sum" -> sum(arguments);
      case "len" -> length(one(name, arguments));
      case "reversed" -> reversed(one(name, arguments));
      case "ceil_div" -> ceilDiv(arguments);
      case "floor" -> integral(Math.floor(real(name, one(name, arguments))));
      case "ceil" -> integral(Math.ceil(real(name, one(name, arguments))));
      case "round" -> integral(Math.rint(real(name, one(name, arguments))));
      case "abs" ->
          one(name, arguments) instanceof Known.Int(long value)
              ? new Known.Int(Math.absExact(value))
              : finite(Math.abs(real(name, arguments.getFirst())));
      case "sqrt" -> finite(Math.sqrt(real(name, one(name, arguments))));
      case "exp" -> finite(StrictMath.exp(real(name, one(name, arguments))));
      case "log" -> finite(StrictMath.log(real(name, one(name, arguments))));
      default -> throw new IllegalArgumentException("`%s` is no function".formatted(name));
    };
  }

  private static Known one(String name, List<Known> arguments) {
    if (arguments.size() != 1) {
      throw new IllegalArgumentException(
          "`%s` takes one argument, got %d".formatted(name, arguments.size()));
    }
    return arguments.getFirst();
  }

  private static double real(String name, Known known) {
    return known
        .asReal()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`%s` takes numbers, got %s".formatted(name, Words.kind(known))));
  }

  private static Known integral(double value) {
    if (!(Math.abs(value) < 0x1p53)) {
      throw new ArithmeticException("too large");
    }
    return new Known.Int((long) value);
  }

  private static Known finite(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new ArithmeticException("no number");
    }
    return new Known.Real(value);
  }

  private static List<Known> elements(List<Known> arguments) {
    return arguments.size() == 1 && arguments.getFirst() instanceof Known.Sequence(var list, _)
        ? list
        : arguments;
  }

  private static Known extremum(String name, List<Known> arguments) {
    List<Known> values = elements(arguments);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("`%s` of nothing".formatted(name));
    }
    Known best = values.getFirst();
    boolean allIntegers = true;
    for (Known value : values) {
      allIntegers &= value instanceof Known.Int;
      double difference = real(name, value) - real(name, best);
      if (name.equals("min") ? difference < 0 : difference > 0) {
        best = value;
      }
    }
    return allIntegers ? best : new Known.Real(real(name, best));
  }

  private static Known sum(List<Known> arguments) {
    long integers = 0;
    double reals = 0;
    boolean allIntegers = true;
    for (Known value : elements(arguments)) {
      if (value instanceof Known.Int(long integer)) {
        integers = Math.addExact(integers, integer);
      } else {
        allIntegers = false;
        reals += real("sum", value);
      }
    }
    return allIntegers ? new Known.Int(integers) : finite(reals + (double) integers);
  }

  private static Known length(Known known) {
    return switch (known) {
      case Known.Sequence(List<Known> elements, _) -> new Known.Int(elements.size());
      case Known.Range(_, long count, _) -> new Known.Int(count);
      case Known.Int _,
          Known.Real _,
          Known.Bool _,
          Known.Str _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          throw new IllegalArgumentException("`len` takes a list, got " + Words.kind(known));
    };
  }

  private static Known reversed(Known known) {
    return switch (known) {
      case Known.Sequence(List<Known> elements, boolean isTuple) ->
          new Known.Sequence(new ArrayList<>(elements).reversed(), isTuple);
      case Known.Range(long first, long count, long step) ->
          new Known.Range(first + (count - 1) * step, count, -step);
      case Known.Int _,
          Known.Real _,
          Known.Bool _,
          Known.Str _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          throw new IllegalArgumentException("`reversed` takes a list, got " + Words.kind(known));
    };
  }

  private static Known ceilDiv(List<Known> arguments) {
    if (arguments.size() == 2
        && arguments.get(0) instanceof Known.Int(long a)
        && arguments.get(1) instanceof Known.Int(long b)) {
      if (b == 0) {
        throw new IllegalArgumentException("`ceil_div` by zero");
      }
      return new Known.Int(Math.ceilDivExact(a, b));
    }
    throw new IllegalArgumentException("`ceil_div` takes two integers");
  }
}
