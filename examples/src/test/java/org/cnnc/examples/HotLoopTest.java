package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loops in which a network's time goes keep their vectors in registers: a tile that is one
 * accumulator too large costs a fifth of the speed, and nothing else shows it.
 */
class HotLoopTest {
  private static Compiler compiler(String target) {
    return new Compiler(CompilerOptions.DEFAULT.withTarget(target).withWeights("random:1"));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet/resnet.cnn, ResNet50, x86-64-v4",
    "resnet/resnet.cnn, ResNet50, x86-64-v3",
    "resnet/resnet.cnn, ResNet50, aarch64",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2, x86-64-v4",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2, x86-64-v3",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2, aarch64",
    "googlenet/googlenet.cnn, GoogLeNet, x86-64-v3",
  })
  void noHotLoopSpills(String file, String model, String target) {
    Compiler compiler =
        new Compiler(
            CompilerOptions.DEFAULT.withTarget(target).withWeights("random:1").withModel(model));
    Program program = compiler.optimize(compiler.bind(compiler.load(Path.of(file))));
    List<HotLoop> loops = HotLoop.of(compiler.print(program, "asm"));

    // As many as kernels at least, or the pattern of a loop has become another.
    assertTrue(loops.size() >= 30, () -> "only " + loops.size());
    for (HotLoop loop : loops) {
      assertEquals(
          List.of(),
          loop.spills(),
          () -> "line " + loop.line() + ": " + String.join("\n", loop.body()));
    }
  }

  /** A tile that is loaded takes part in two products, but at odd ends; nothing else is done. */
  @Test
  void loopsOfTilesLoadAndMultiply() {
    CompilerOptions options =
        CompilerOptions.DEFAULT
            .withTarget("sapphirerapids")
            .withWeights("random:1")
            .withModel("ResNet50")
            .withPrecision(Precision.BF16);
    Compiler compiler = new Compiler(options);
    Path file = Path.of("resnet", "resnet.cnn");
    String assembly = compiler.print(compiler.optimize(compiler.bind(compiler.load(file))), "asm");
    Map<List<String>, Integer> bodies = new HashMap<>();
    for (HotLoop loop : HotLoop.of(assembly)) {
      assertEquals(List.of(), loop.spills(), () -> String.join("\n", loop.body()));
      List<String> tiles = loop.instructions("tile", "tdp", "ldtile", "sttile");
      bodies.merge(tiles.stream().sorted().toList(), 1, Integer::sum);
    }
    List<String> whole = Stream.of("tdpbf16ps", "tileloadd").flatMap(i -> times(i, 4)).toList();
    List<String> halved = Stream.concat(times("tdpbf16ps", 2), times("tileloadd", 3)).toList();

    assertEquals(Set.of(List.of(), whole, halved), bodies.keySet());
    assertTrue(bodies.get(whole) >= 20, bodies::toString);
    assertEquals(1, assembly.lines().filter(line -> line.contains("ldtilecfg")).count());
  }

  private static Stream<String> times(String instruction, int count) {
    return Collections.nCopies(count, instruction).stream();
  }

  /** The lint sees it where there are more accumulators than registers. */
  @ParameterizedTest
  @CsvSource({
    "x86-64-v4, 24, false",
    "x86-64-v4, 40, true",
    "x86-64-v3, 12, false",
    "x86-64-v3, 20, true",
    "aarch64, 24, false",
    "aarch64, 40, true",
  })
  void tooManyAccumulatorsSpill(String target, int accumulators, boolean spills) {
    Compiler compiler = compiler(target);
    int lanes = compiler.target().lanes();
    Kernel kernel =
        LoopReader.read(
            String.format(
                Locale.ROOT,
                """
                kernel sums(x: f32[100,%1$d,%2$d], z: f32[%1$d,%2$d]) {
                  register sum: f32[%1$d,%2$d]
                  unrolled c in 0..%1$d { vector l in 0..%2$d { sum[c, l] = 0.0 } }
                  for i in 0..100 {
                    unrolled c in 0..%1$d { vector l in 0..%2$d { sum[c, l] += x[i, c, l] * x[i, 0, l] } }
                  }
                  unrolled c in 0..%1$d { vector l in 0..%2$d { z[c, l] = sum[c, l] } }
                }
                """,
                accumulators,
                lanes));
    Port x = new Port("x", TensorType.f32(100, accumulators, lanes));
    Port z = new Port("z", TensorType.f32(accumulators, lanes));
    List<Place> places = List.of(new Place.Input(0), new Place.Output(0));
    Program program =
        new Program(
            "sums",
            List.of(x),
            List.of(z),
            List.of(),
            0,
            0,
            List.of(kernel),
            List.of(new Step(0, places, Origin.NONE, 0)));

    List<HotLoop> loops = HotLoop.of(compiler.print(program, "asm"));

    assertFalse(loops.isEmpty());
    assertEquals(spills, loops.stream().anyMatch(loop -> !loop.spills().isEmpty()));
  }
}
