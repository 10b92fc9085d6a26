package org.cnnc.examples.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.text.GraphPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op means what the field's reference runtime takes it for, whatever its attributes. */
class OpsBesideOnnxRuntimeTest {
  private static final int GRAPHS = 40;

  @TempDir Path folder;

  static Stream<String> kinds() {
    return RandomOps.kinds().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void interpreterAndOnnxRuntimeAgree(String kind) throws Exception {
    for (long seed = 0; seed < GRAPHS; seed++) {
      Graph graph = RandomOps.graph(kind, seed);
      Path model = folder.resolve(seed + ".onnx");
      OnnxWriter.write(graph, model);
      Random random = new Random(seed);
      Tensor x =
          Tensor.generate(
              graph.inputs().getFirst().type().withBatch(1 + (int) seed % 3),
              _ -> random.nextGaussian());
      BoundedTensor expected = BoundedInterpreter.run(graph, Map.of("x", x)).get("y");
      Tensor y = OnnxRuntime.run(model, Map.of("x", x)).get("y");
      Graph imported = OnnxReader.read(model, Map.of());
      assertEquals(graph.isBatched(), imported.isBatched());
      Tensor again = GraphInterpreter.run(imported, Map.of("x", x)).get("y");
      assertEquals(Optional.empty(), expected.violation(again), "imported, seed " + seed);
      Optional<String> violation = OnnxRuntime.violation(operator(kind), expected, y);
      if (violation.isPresent()) {
        fail("seed %d: %s in\n%s".formatted(seed, violation.get(), GraphPrinter.print(graph)));
      }
    }
  }

  /** {@code silu} of {@code Unary silu}. */
  private static String operator(String kind) {
    return kind.substring(kind.indexOf(' ') + 1);
  }

  @Test
  void everyOpIsTried() {
    Set<String> computing =
        Stream.of(Op.class, ElementwiseOp.class)
            .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
            .filter(Class::isRecord)
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    computing.removeAll(
        Stream.of(Input.class, Parameter.class, Constant.class).map(Class::getSimpleName).toList());
    Set<String> tried =
        RandomOps.kinds().stream()
            .map(kind -> kind.split(" ", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(computing, tried);
  }
}
