package org.cnnc.frontend;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small texts that ask for unbounded time, memory or recursion are refused by a bound, and soon.
 */
class HostileModelTest {
  /** A hang. What bounds the work is counted, and takes a second or two of a machine of its own. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int MANY = 100_000;

  @TempDir Path folder;

  private static Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    texts.put("exponential calls", "fn f(n: int): int = f(n - 1) + f(n - 1)" + model("a = f(9)"));
    texts.put("two to the 60 calls", twoToThe60() + model("a = f(60)"));
    texts.put("doubling list", model("a = [1] for i in 0..<60 { a += a }"));
    texts.put("appending", model("a = [] for i in 0..<10^9 { a += [i] }"));
    texts.put("nested list", model("a = [1] for i in 0..<10^9 { a = [a] }"));
    texts.put("printed nested list", model(nested(30_000) + " require false, \"{a}\""));
    texts.put("compared nested list", model(nested(200) + " b = a == a"));
    texts.put("shared list", model("a = [1] for i in 0..<99 { a = [a, a] } b = a == a"));
    texts.put("nested weight", model(nested(30_000) + " y = x -> linear(3, weight=a)"));
    texts.put("doubling string", model("a = \"x\" for i in 0..<99 { a = \"{a}{a}\" }"));
    texts.put("layers", model("y = x -> repeat 10^9 { relu -> tanh }"));
    texts.put(
        "deep recursion", "block B(x, n: int) = x -> relu -> B(n + 1)" + model("y = x -> B(0)"));
    texts.put("wide layer", model("y = x -> linear(10^7, bias=false)"));
    texts.put(
        "wide layers", model("repeat_ = 1 for i in 0..<99 { y = x -> linear(10^7, bias=false) }"));
    texts.put("huge padding", image("conv2d(1, 1, padding=2^24)"));
    texts.put("huge kernel", image("conv2d(1, 2^24)"));
    texts.put("huge upsample", image("upsample(2^24)"));
    texts.put("huge range", model("a = 0..9223372036854775807 b = a[9223372036854775806]"));
    texts.put("long range", model("a = -9223372036854775807..9223372036854775807"));
    texts.put("brackets", model("a = " + "[".repeat(MANY)));
    texts.put("braces", model("{".repeat(MANY)));
    texts.put("minus signs", model("a = " + "-".repeat(MANY) + "1"));
    texts.put("powers", model("a = 1" + "^1".repeat(MANY)));
    texts.put("ifs", model("a = " + "if true then 1 else ".repeat(MANY / 10) + "1"));
    texts.put("else ifs", model("if true {}" + " else if true {}".repeat(MANY / 10)));
    texts.put("pipe", model("y = x" + " -> relu".repeat(MANY / 2)));
    texts.put("statements", model("a = 1 ".repeat(MANY)));
    texts.put("holes", model("a = \"" + "{1}".repeat(MANY) + "\""));
    texts.put("list", model("a = [1" + ",1".repeat(MANY * 4) + "]"));
    texts.put("label", image("a" + ".a".repeat(MANY) + ": relu"));
    texts.put("words", "a ".repeat(MANY));
    return texts;
  }

  private static String twoToThe60() {
    return "fn f(n: int): int = if n == 0 then 1 else f(n - 1) + f(n - 1) ";
  }

  private static String nested(int depth) {
    return "a = [1] for i in 0..<" + depth + " { a = [a] }";
  }

  private static String model(String statements) {
    return " model M { input x: f32[N, 3] output y: f32[N, 3] %s }".formatted(statements);
  }

  private static String image(String stage) {
    return "model M { input x: f32[N, 1, 8, 8] output y: f32[N, 1, 8, 8] y = x -> %s }"
        .formatted(stage);
  }

  static Stream<String> names() {
    return texts().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isBounded(String name) throws IOException {
    Path file = folder.resolve("m.cnn");
    Files.writeString(file, "cnn 1 " + texts().get(name));
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try {
            Frontend.load(file, FrontendOptions.DEFAULT);
          } catch (DiagnosticException e) {
            assertTrue(e.getMessage().length() < 100_000, "a message of moderate length");
          }
        });
  }
}
