package org.cnnc.examples.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls of the operators that compute element by element, over axes, or by products. */
final class ElementCalls {
  private ElementCalls() {}

  /** By operator. */
  static Map<String, Function<Draw, Call>> all() {
    Map<String, Function<Draw, Call>> calls = new LinkedHashMap<>();
    calls.put("linear", ElementCalls::linear);
    calls.put("matmul", ElementCalls::matmul);
    calls.put("global_avg_pool2d", d -> d.image().then("global_avg_pool2d", d.channels(), 1, 1));
    calls.put("global_max_pool2d", d -> d.image().then("global_max_pool2d", d.channels(), 1, 1));
    putNormalizations(calls);
    putActivations(calls);
    putBinaries(calls);
    for (String reduction : List.of("mean", "sum", "prod")) {
      calls.put(reduction, d -> reduction(d, reduction));
    }
    calls.put("dropout", d -> d.any().then("dropout(%s)".formatted(d.real(0, 1))));
    calls.put("identity", d -> d.any().then("identity"));
    calls.put("constant", ElementCalls::constant);
    calls.put(
        "cast",
        d -> d.any().then("cast(%s) -> cast(f32)".formatted(d.oneOf("i64", "i32", "bool", "f32"))));
    calls.put(
        "where",
        d -> {
          Call x = d.any();
          return new Call(
              "where(%s, %s, %s)".formatted(comparison(d, x, "less").text(), other(d, x), x.text()),
              x.dims());
        });
    return calls;
  }

  private static void putNormalizations(Map<String, Function<Draw, Call>> calls) {
    calls.put(
        "batch_norm",
        d ->
            d.any()
                .then(
                    "batch_norm(epsilon=%s, affine=%s)"
                        .formatted(d.oneOf("1e-5", "1e-3"), d.flag())));
    calls.put("affine", d -> d.any().then("affine"));
    calls.put(
        "instance_norm",
        d ->
            d.oneOf(d.image(), d.sequence())
                .then("instance_norm(epsilon=1e-3, affine=%s)".formatted(d.flag())));
    calls.put(
        "group_norm",
        d ->
            d.oneOf(d.image(), d.sequence())
                .then("group_norm(%d, affine=%s)".formatted(d.divisor(d.channels()), d.flag())));
    calls.put(
        "layer_norm",
        d -> {
          Call x = d.any();
          return x.then(
              "layer_norm(axis=%s, epsilon=1e-2, affine=%s)"
                  .formatted(d.written(d.axis(x), x), d.flag()));
        });
    calls.put(
        "local_response_norm",
        d ->
            d.image()
                .then(
                    "local_response_norm(%d, alpha=%s, beta=%s, k=%s)"
                        .formatted(d.from(1, 6), d.real(0.1, 2), d.real(0.5, 1), d.real(0.5, 2))));
  }

  private static void putActivations(Map<String, Function<Draw, Call>> calls) {
    for (String plain :
        List.of(
            "relu",
            "relu6",
            "silu",
            "mish",
            "sigmoid",
            "hard_swish",
            "tanh",
            "softplus",
            "softsign",
            "exp",
            "abs",
            "neg",
            "reciprocal",
            "erf",
            "floor",
            "ceil",
            "round",
            "sign",
            "bfloat16")) {
      calls.put(plain, d -> d.any().then(plain));
    }
    calls.put("log", d -> d.any().then("abs -> log"));
    calls.put("sqrt", d -> d.any().then("abs -> sqrt"));
    calls.put("leaky_relu", d -> d.any().then("leaky_relu(%s)".formatted(d.real(-1, 1))));
    calls.put("elu", d -> d.any().then("elu(%s)".formatted(d.real(0.1, 2))));
    calls.put("celu", d -> d.any().then("celu(%s)".formatted(d.real(0.1, 2))));
    calls.put("selu", d -> d.any().then("selu(%s, %s)".formatted(d.real(0.5, 2), d.real(0.5, 2))));
    calls.put(
        "hard_sigmoid",
        d -> d.any().then("hard_sigmoid(%s, %s)".formatted(d.real(0.1, 1), d.real(0, 1))));
    calls.put("clip", d -> d.any().then(d.oneOf("clip(-0.5, 0.75)", "clip(min=0)", "clip(max=1)")));
    calls.put(
        "hard_tanh", d -> d.any().then("hard_tanh(%s, %s)".formatted(d.real(-2, 0), d.real(0, 2))));
    calls.put("gelu", d -> d.any().then("gelu(%s)".formatted(d.oneOf("none", "tanh"))));
    calls.put(
        "prelu",
        d -> {
          Call x = d.any();
          return x.then("prelu(%d)".formatted(d.oneOf(1, x.dim(1))));
        });
    for (String softmax : List.of("softmax", "log_softmax")) {
      calls.put(
          softmax,
          d -> {
            Call x = d.any();
            boolean unsaid = x.rank() == 2 && d.flag();
            return x.then(
                unsaid ? softmax : "%s(axis=%s)".formatted(softmax, d.written(d.axis(x), x)));
          });
    }
  }

  private static void putBinaries(Map<String, Function<Draw, Call>> calls) {
    for (String operator : List.of("add", "sub", "mul")) {
      calls.put(operator, d -> binary(d, operator));
    }
    calls.put(
        "div",
        d -> {
          Call x = d.any();
          String y = other(d, x);
          return x.then(
              "div(%s)".formatted(y.startsWith("(") ? y + " -> abs -> add(0.5)" : "-1.5"));
        });
    calls.put(
        "pow",
        d -> {
          Call x = d.any();
          return x.then("abs -> pow(%s)".formatted(d.oneOf("2", "1.5", "-0.5", other(d, x))));
        });
    calls.put(
        "mod",
        d ->
            d.any()
                .then(
                    "cast(i64) -> mod(%s) -> cast(f32)".formatted(d.oneOf("2", "3", "-2", "-5"))));
    for (String extremum : List.of("min", "max")) {
      calls.put(extremum, d -> d.flag() ? binary(d, extremum) : reduction(d, extremum));
    }
    for (String comparison : List.of("equal", "less", "less_equal", "greater", "greater_equal")) {
      calls.put(comparison, d -> comparison(d, d.any(), comparison).then("cast(f32)"));
    }
    for (String logic : List.of("logical_and", "logical_or")) {
      calls.put(
          logic,
          d -> {
            Call x = d.any();
            Call less = comparison(d, x, "less");
            return new Call(
                "%s(%s, %s) -> cast(f32)"
                    .formatted(logic, less.text(), comparison(d, x, "greater").text()),
                x.dims());
          });
    }
  }

  /**
   * Something that broadcasts to {@code x}: a number, or a tensor of which axes have one element.
   */
  private static String other(Draw d, Call x) {
    int axis = d.axis(x);
    return switch (d.below(4)) {
      case 0 -> "" + d.real(-2, 2);
      case 1 -> "(%s * 0.5)".formatted(x.text());
      case 2 -> "(%s -> slice(%d, 0, 1))".formatted(x.text(), axis);
      default -> "(%s -> slice(%d, 0, 1) -> slice(1, -1))".formatted(x.text(), x.rank() - 1);
    };
  }

  private static Call binary(Draw d, String operator) {
    Call x = d.any();
    String y = other(d, x);
    return d.flag() && y.startsWith("(")
        ? new Call("%s(%s, %s)".formatted(operator, y, x.text()), x.dims())
        : x.then("%s(%s)".formatted(operator, y));
  }

  private static Call comparison(Draw d, Call x, String operator) {
    return new Call("%s(%s, %s)".formatted(operator, x.text(), other(d, x)), x.dims());
  }

  private static Call reduction(Draw d, String operator) {
    Call x = d.oneOf(d.image(), d.sequence());
    List<Integer> axes = d.axes(x);
    boolean keep = axes.size() == x.rank() - 1 || d.flag();
    List<Integer> dims = new ArrayList<>();
    for (int axis = 1; axis < x.rank(); axis++) {
      if (!axes.contains(axis)) {
        dims.add(x.dim(axis));
      } else if (keep) {
        dims.add(1);
      }
    }
    return new Call("%s -> %s(axes=%s, keep=%s)".formatted(x.text(), operator, axes, keep), dims);
  }

  private static Call constant(Draw d) {
    Call x = d.vector();
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < x.dim(1); i++) {
      numbers.add("" + d.real(-2, 2));
    }
    return x.then("add(constant(%s))".formatted(numbers));
  }

  private static Call linear(Draw d) {
    Call x = d.oneOf(d.vector(), d.sequence());
    int out = d.from(1, 20);
    return x.thenWith(x.rank() - 1, out, "linear(%d, bias=%s)".formatted(out, d.flag()));
  }

  private static Call matmul(Draw d) {
    return d.flag()
        ? Call.of("matmul(x, x -> transpose([0, 1, 3, 2]))", d.channels(), d.height(), d.height())
        : Call.of("matmul(x -> transpose([0, 1, 3, 2]), x)", d.channels(), d.width(), d.width());
  }
}
