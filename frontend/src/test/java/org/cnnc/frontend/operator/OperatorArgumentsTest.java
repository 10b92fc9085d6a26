package org.cnnc.frontend.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an operator is given, it is built, or refused in a line that names it. */
class OperatorArgumentsTest {
  private static final int CALLS = Integer.getInteger("cnnc.calls", 60);

  private static final List<String> TENSORS =
      List.of(
          "x",
          "s",
          "v",
          "cast(x, i64)",
          "less(x, 0)",
          "constant([1, 2], dtype=i64)",
          "constant(1)",
          "topk(x, 2)",
          "[x, x]");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "4",
          "6",
          "-1",
          "-2",
          "7",
          "100",
          "16777216",
          "16777217",
          "9223372036854775807",
          "0.0",
          "0.5",
          "-1.5",
          "1e300",
          "inf",
          "-inf");

  private static final List<String> OTHERS =
      List.of(
          "true",
          "false",
          "\"same\"",
          "valid",
          "nearest",
          "bilinear",
          "align_corners",
          "\"nonsense\"",
          "relu",
          "[]",
          "[1]",
          "(2, 1)",
          "(0, 0)",
          "(1, 2, 3)",
          "(1, 1, 0, 2)",
          "[-1, 3]",
          "[0, 1, 2, 3]",
          "[0, 3, 2, 1]",
          "[N, 4, -1]",
          "[N, 144]",
          "[N, -1, -1]",
          "[16777216, 16777216]",
          "[1.5, 2]",
          "[\"a\", true]",
          "[[1, 2], [3, 4]]",
          "[[1, 2], [3]]",
          "0..3",
          "f32",
          "i64");

  @TempDir Path folder;

  static Stream<String> operators() {
    return OperatorTable.names().stream();
  }

  @ParameterizedTest
  @MethodSource("operators")
  void areRefusedInOneLineOrFit(String operator) throws IOException {
    Operator called = OperatorTable.find(operator).orElseThrow();
    for (int seed = 0; seed < CALLS; seed++) {
      String call = call(called, new Random(seed));
      Path file = folder.resolve("m.cnn");
      Files.writeString(
          file,
          "cnn 1 model M { input x: f32[N, 4, 6, 6] input s: f32[N, 4, 6] input v: f32[N, 6] "
              + "output y: f32[N, 6] y = relu(v) called = %s }".formatted(call));
      try {
        Frontend.load(file, FrontendOptions.DEFAULT);
      } catch (DiagnosticException e) {
        assertEquals(List.of(), wrong(e, operator), () -> call + "\n" + e.getMessage());
      } catch (RuntimeException | Error e) {
        fail("seed %d: %s".formatted(seed, call), e);
      }
    }
  }

  /** A call with the first argument a tensor as a rule, and most of the others of some kind. */
  private static String call(Operator operator, Random random) {
    List<String> arguments = new ArrayList<>();
    for (Formal formal : operator.formals()) {
      boolean first = arguments.isEmpty();
      if (formal.variadic()) {
        arguments.add(argument(true, random));
        arguments.add(argument(true, random));
      } else if (first) {
        arguments.add(argument(random.nextInt(10) > 0, random));
      } else if (!formal.mayBeMissing() || random.nextInt(3) == 0) {
        arguments.add(formal.name() + "=" + argument(random.nextInt(8) == 0, random));
      }
    }
    return "%s(%s)".formatted(operator.name(), String.join(", ", arguments));
  }

  private static String argument(boolean tensor, Random random) {
    List<String> from = tensor ? TENSORS : random.nextBoolean() ? NUMBERS : OTHERS;
    return from.get(random.nextInt(from.size()));
  }

  /** What is wrong with how the mistakes are told. */
  private static List<String> wrong(DiagnosticException e, String operator) {
    List<String> wrong = new ArrayList<>();
    for (Diagnostic diagnostic : e.diagnostics()) {
      String message = diagnostic.message();
      if (message.contains("\n") || message.length() > 200) {
        wrong.add("not one line: " + message);
      }
      if (!message.contains(operator)) {
        wrong.add("does not name the operator: " + message);
      }
    }
    return wrong;
  }
}
