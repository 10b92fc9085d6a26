package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.optimizer.WinogradUse;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions by Winograd's algorithm, natively. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class WinogradTest {
  private static final long SEED = 20261122;

  /** The documented error (docs/KERNELS.md): of a layer's largest element, for each layer. */
  private static final double TOLERANCE = 2e-5;

  /** Tiles that reach beyond the output on both sides, a shortcut in an epilogue, two layers. */
  private static final String ODD =
      """
      cnn 1
      model Odd {
        input  x: f32[N, 32, 37, 29]
        output y: f32[N, 64, 37, 29]
        a = x -> conv2d(64, 3, padding=1) -> relu
        b = a -> conv2d(64, 3, padding=1)
        y = b + a -> relu
      }
      """;

  /**
   * Maps of a few tiles, the last of which have fewer outputs: sums in registers, and in memory.
   */
  private static final String SMALL =
      """
      cnn 1
      model Small {
        input  x: f32[N, 64, 14, 13]
        output y: f32[N, 64, 7, 6]
        y = x -> conv2d(64, 3, padding=1) -> relu -> max_pool2d(2)
             -> conv2d(64, 3, padding=1)
      }
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeModel() throws IOException {
    file = Files.writeString(folder.resolve("odd.cnn"), ODD);
  }

  private static Compiler compiler(String target, WinogradUse use) {
    return new Compiler(
        CompilerOptions.DEFAULT.withWeights("random:1").withTarget(target).withWinograd(use));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "x86-64-v3"})
  void computesWhatItsGraphMeansByAnyNumberOfThreads(String target) {
    checkByAnyNumberOfThreads(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "x86-64-v3"})
  void fewTilesComputeWhatTheirGraphMeans(String target) throws IOException {
    Files.writeString(file, SMALL);
    checkByAnyNumberOfThreads(target);
  }

  private void checkByAnyNumberOfThreads(String target) {
    Compiler compiler = compiler(target, WinogradUse.AUTO);
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, SEED);
    BoundedTensor expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors()).get("y");
    Path library = folder.resolve("odd.so");
    compiler.compile(definition, library);
    try (Model model = Model.load(library)) {
      Tensor y = images.run(model, 1).get("y");
      assertEquals(Optional.empty(), expected.violation(y), "seed " + SEED);
      assertTrue(difference(expected.value(), y) < TOLERANCE, "the documented tolerance");
      for (int threads = 2; threads <= 5; threads++) {
        assertEquals(y, images.run(model, threads).get("y"), "by %d threads".formatted(threads));
      }
    }
  }

  /** The largest difference, of the largest element. */
  private static double difference(Tensor expected, Tensor actual) {
    double largest = 0;
    double difference = 0;
    for (long i = 0; i < expected.type().elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.doubleAt(i)));
      difference = Math.max(difference, Math.abs(expected.doubleAt(i) - actual.doubleAt(i)));
    }
    return difference / largest;
  }

  @Test
  void canBeSwitchedOff() {
    Path with = folder.resolve("with.so");
    Path without = folder.resolve("without.so");
    compiler("native", WinogradUse.AUTO).compile(file, with);
    compiler("native", WinogradUse.OFF).compile(file, without);
    Images image = Images.random(compiler("native", WinogradUse.OFF).load(file).inputs(), 1, SEED);

    try (Model winograd = Model.load(with);
        Model direct = Model.load(without)) {
      Tensor byWinograd = image.run(winograd, 1).get("y");
      Tensor directly = image.run(direct, 1).get("y");
      assertNotEquals(directly, byWinograd, "they round differently");
      assertTrue(difference(directly, byWinograd) < TOLERANCE);
    }
  }

  /** The weights are held once, and as they are; what is transformed of them is scratch. */
  @ParameterizedTest
  @CsvSource({"ResNet18, 11689512", "ResNet50, 25557032"})
  void librariesAndRunsNeedLittleBesideTheWeights(String model, long parameters) {
    Compiler compiler =
        new Compiler(
            CompilerOptions.DEFAULT
                .withModel(model)
                .withWeights("random:1")
                .withTarget("x86-64-v4"));
    Program program =
        compiler.optimize(compiler.bind(compiler.load(Path.of("resnet", "resnet.cnn"))));
    assertTrue(program.kernels().stream().anyMatch(k -> k.name().contains("_winograd_")));

    long weights = parameters * Float.BYTES;
    assertTrue(program.weightBytes() <= weights + (1 << 20), program.weightBytes() + " bytes");
    long run = program.weightBytes() + program.workspaceBytes();
    assertTrue(run <= weights + (30 << 20), run + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86-64-v4", "znver4", "sapphirerapids", "x86-64-v3", "haswell"})
  void productsKeepTheirSumsInRegisters(String target) {
    Compiler compiler = compiler(target, WinogradUse.AUTO);
    Program program = compiler.optimize(compiler.bind(compiler.load(file)));
    assertEquals(
        2, program.kernels().stream().filter(k -> k.name().contains("_winograd_")).count());

    List<String> loops = productLoops(compiler.print(program, "asm"));

    assertFalse(loops.isEmpty());
    for (String loop : loops) {
      assertFalse(loop.contains("(%rsp)"), loop);
    }
  }

  /** The loops of one block that multiply by a broadcast element, which transforms do not. */
  private static List<String> productLoops(String assembly) {
    Pattern label = Pattern.compile("(\\.LBB[0-9_]+):.*");
    List<String> loops = new ArrayList<>();
    List<String> block = new ArrayList<>();
    String start = "";
    for (String line : assembly.lines().toList()) {
      var match = label.matcher(line);
      if (match.matches()) {
        start = match.group(1);
        block.clear();
        continue;
      }
      block.add(line);
      if (!start.isEmpty() && line.endsWith("\t" + start)) {
        long sums = block.stream().filter(l -> l.contains("vfmadd")).count();
        boolean broadcasts =
            block.stream()
                .anyMatch(
                    l -> (l.contains("vbroadcastss") || l.contains("{1to")) && !l.contains("rip"));
        if (sums >= 4 && broadcasts) {
          loops.add(String.join("\n", block));
        }
      }
    }
    return loops;
  }
}
