package org.cnnc.examples.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.examples.HostTargets;
import org.cnnc.examples.Images;
import org.cnnc.examples.OpenCl;
import org.cnnc.examples.onnx.OnnxRuntime;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.optimizer.Precision;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator of the language, on shapes and with arguments at random, has the shape that its
 * documentation says, and computes the same as graph, as native code, on OpenCL and in ONNX
 * Runtime.
 */
class EveryOperatorTest {
  private static final int FIRST_SEED = Integer.getInteger("cnnc.seed", 1);
  private static final int MODELS = Integer.getInteger("cnnc.models", 4);

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(FIRST_SEED, FIRST_SEED + MODELS);
  }

  private static Map<String, Function<Draw, Call>> calls() {
    Map<String, Function<Draw, Call>> calls = new TreeMap<>(WindowCalls.all());
    calls.putAll(ShapeCalls.all());
    calls.putAll(ElementCalls.all());
    return calls;
  }

  @Test
  void everyOperatorIsCalled() {
    assertEquals(new TreeSet<>(OperatorTable.names()), calls().keySet());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void graphAndOpenClAgree(int seed) throws IOException {
    graphAndOpenClAgree(seed, "opencl");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void graphAndOtherDevicesAgree(int seed) throws IOException {
    graphAndOpenClAgree(seed, seed % 2 == 0 ? "opencl:desktop" : "opencl:mobile");
  }

  private void graphAndOpenClAgree(int seed, String target) throws IOException {
    Draw draw = new Draw(seed);
    Map<String, Call> calls = calls(draw);
    Compiler compiler =
        new Compiler(CompilerOptions.DEFAULT.withWeights("random:" + seed).withTarget(target));
    ModelDefinition definition =
        compiler.load(Files.writeString(folder.resolve("calls.cnn"), model(draw, calls)));
    Images images = Images.random(definition.inputs(), 2, seed);
    Map<String, BoundedTensor> expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors());
    List<String> wrong = new ArrayList<>();
    try (Model model = OpenCl.load(compiler, definition, folder)) {
      Map<String, Tensor> computed = images.run(model, 2);
      calls.forEach(
          (operator, call) ->
              expected
                  .get(output(operator))
                  .violation(computed.get(output(operator)))
                  .ifPresent(v -> wrong.add("OpenCL of %s: %s".formatted(call.text(), v))));
    }
    assertEquals(List.of(), wrong, "seed " + seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void graphNativeCodeAndOnnxRuntimeAgree(int seed) throws Exception {
    Draw draw = new Draw(seed);
    Map<String, Call> calls = calls(draw);
    Path file = Files.writeString(folder.resolve("calls.cnn"), model(draw, calls));
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withWeights("random:" + seed));
    ModelDefinition definition = compiler.load(file);
    Graph graph = compiler.bind(definition);
    Images images = Images.random(definition.inputs(), 2, seed);
    Map<String, BoundedTensor> expected = BoundedInterpreter.run(graph, images.tensors());

    Path library = folder.resolve("calls.so");
    compiler.compile(definition, library);
    Map<String, Tensor> computed;
    try (Model model = Model.load(library)) {
      computed = images.run(model, 2);
    }
    Path exported = folder.resolve("calls.onnx");
    OnnxWriter.write(graph, exported);
    Map<String, Tensor> reference = OnnxRuntime.run(exported, images.tensors());

    List<String> wrong = new ArrayList<>();
    calls.forEach(
        (operator, call) -> {
          BoundedTensor bounded = expected.get(output(operator));
          bounded
              .violation(computed.get(output(operator)))
              .ifPresent(v -> wrong.add("native code of %s: %s".formatted(call.text(), v)));
          OnnxRuntime.violation(operator, bounded, reference.get(output(operator)))
              .ifPresent(v -> wrong.add("ONNX Runtime on %s: %s".formatted(call.text(), v)));
        });
    assertEquals(List.of(), wrong, "seed " + seed);
  }

  /** Each operator behind a first layer and before two more, which have bfloat16 between them. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMachineAgreesInBfloat16(int seed) throws IOException {
    Draw draw = new Draw(seed);
    Map<String, Call> calls = calls(draw);
    Path file = Files.writeString(folder.resolve("calls.cnn"), modelOfLayers(draw, calls));
    CompilerOptions options =
        CompilerOptions.DEFAULT.withWeights("random:" + seed).withPrecision(Precision.BF16);
    Compiler compiler = new Compiler(options);
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, seed);
    Graph rounded = compiler.runPasses(compiler.bind(definition), List.of());
    Map<String, BoundedTensor> expected = BoundedInterpreter.run(rounded, images.tensors());

    Map<Integer, Map<String, Tensor>> byWidth = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (String target : HostTargets.all().toList()) {
      Path library = folder.resolve(target + ".so");
      Compiler machine = new Compiler(options.withTarget(target));
      machine.compile(definition, library);
      try (Model model = Model.load(library)) {
        Map<String, Tensor> computed = images.run(model, 2);
        assertEquals(computed, images.run(model, 3), target);
        // Sums are in one order where vectors are equally wide, with and without instructions.
        assertEquals(byWidth.computeIfAbsent(machine.target().lanes(), _ -> computed), computed);
        calls.forEach(
            (operator, call) ->
                expected
                    .get(output(operator))
                    .violation(computed.get(output(operator)))
                    .ifPresent(v -> wrong.add("%s of %s: %s".formatted(target, call.text(), v))));
      }
    }
    assertEquals(List.of(), wrong, "seed " + seed);
  }

  private static Map<String, Call> calls(Draw draw) {
    Map<String, Call> calls = new LinkedHashMap<>();
    calls().forEach((operator, maker) -> calls.put(operator, maker.apply(draw)));
    return calls;
  }

  private static String output(String operator) {
    return "of_" + operator;
  }

  private static String model(Draw draw, Map<String, Call> calls) {
    StringBuilder text = new StringBuilder("cnn 1\nmodel Calls {\n");
    for (Call input : List.of(draw.image(), draw.sequence(), draw.vector())) {
      text.append("  input %s: %s\n".formatted(input.text(), type(input)));
    }
    calls.forEach(
        (operator, call) ->
            text.append(
                "  output %s: %s  %1$s = %s\n"
                    .formatted(output(operator), type(call), call.text())));
    return text.append("}\n").toString();
  }

  private static String modelOfLayers(Draw draw, Map<String, Call> calls) {
    StringBuilder text = new StringBuilder("cnn 1\nmodel Calls {\n");
    text.append(first(draw.image(), "conv2d(%d, 1)"));
    text.append(first(draw.sequence(), "conv1d(%d, 1)"));
    text.append(first(draw.vector(), "linear(%d)"));
    calls.forEach(
        (operator, call) ->
            text.append(
                "  output %s: f32[N, 2]  %1$s = (%s) -> flatten -> linear(3) -> linear(2)\n"
                    .formatted(output(operator), call.text())));
    return text.append("}\n").toString();
  }

  /** An input, and the layer that makes of it what calls begin with. */
  private static String first(Call of, String layer) {
    return "  input raw_%s: %s  %1$s = raw_%1$s -> %s\n"
        .formatted(of.text(), type(of), layer.formatted(of.dim(1)));
  }

  private static String type(Call call) {
    return call.dims().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "f32[N, ", "]"));
  }
}
