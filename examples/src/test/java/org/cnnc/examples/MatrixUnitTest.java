package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.examples.MatrixMachine.Counts;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.optimizer.Precision;
import org.cnnc.runtime.artifact.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models in the tiles of a matrix unit, on the emulator of one. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class MatrixUnitTest {
  private static final long SEED = Long.getLong("cnnc.seed", 1);
  private static final List<String> TILES = List.of("amx-bf16", "amx-tile");

  @TempDir private static Path shared;

  private static MatrixMachine machine;

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws IOException {
    machine = MatrixMachine.build(shared);
  }

  private static CompilerOptions options(Precision.Storage storage) {
    return CompilerOptions.DEFAULT
        .withTarget(MatrixMachine.TARGET)
        .withWeights("random:" + SEED)
        .withPrecision(new Precision(storage, List.of()));
  }

  private static final String RESIDUAL =
      """
      cnn 1
      block Unit(x, channels: int) {
        y = x -> conv2d(channels, 1) -> batch_norm -> relu
        z = y -> conv2d(channels, 3, padding=1) -> batch_norm -> relu
        return (z -> conv2d(channels, 1)) + y -> relu
      }
      model Net {
        input  x: f32[N, 3, 30, 30]
        output y: f32[N, 10]
        v = x -> conv2d(33, 3, stride=2, padding=1) -> relu -> max_pool2d(3, stride=2, padding=1)
        w = v -> Unit(48) -> Unit(70) -> conv2d(64, 3, stride=2, padding=2, dilation=2) -> Unit(64)
        y = w -> global_avg_pool2d -> flatten -> linear(10)
      }
      """;

  private static final String BATCH =
      """
      cnn 1
      model Net {
        input  x: f32[3, 4, 12, 9]
        output y: f32[3, 8, 6, 9]
        v = x -> conv2d(32, 3, padding=1) -> relu -> conv2d(40, 3, padding=1) -> relu
        y = concat(v, v -> conv2d(56, 1)) -> conv2d(64, (3, 1), stride=(2, 1), padding=(1, 0)) -> conv2d(8, 1)
      }
      """;

  static Stream<Arguments> models() {
    return Stream.of(Arguments.of("residual", RESIDUAL), Arguments.of("batch", BATCH));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void computesWhatItsRoundedGraphMeans(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".cnn"), text);
    Path library = folder.resolve(name + ".so");
    Compiler compiler = new Compiler(options(Precision.Storage.BF16));
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, SEED);
    Graph rounded = compiler.runPasses(compiler.bind(definition), List.of());
    BoundedTensor expected = BoundedInterpreter.run(rounded, images.tensors()).get("y");

    Manifest manifest = compiler.compile(definition, library);

    assertTrue(manifest.platform().features().containsAll(TILES), manifest.toString());
    Tensor alone = run(library, images, 1);
    assertArrayEquals(alone.toFloatArray(), run(library, images, 2).toFloatArray(), "seed " + SEED);
    Optional<String> violation = expected.violation(alone);
    assertTrue(violation.isEmpty(), () -> "seed %d: %s".formatted(SEED, violation));
  }

  /** The output of a run on the machine with the unit, whose tiles each thread configures once. */
  private Tensor run(Path library, Images images, int threads) throws IOException {
    Path input = folder.resolve("x.npy");
    Path out = folder.resolve("threads" + threads);
    Npy.write(input, images.tensors().get("x"));
    machine.granted().succeed("run", library, "-i", "x=" + input, "-d", out, "--threads", threads);
    Counts counts = machine.lastCounts();
    assertEquals(1, counts.requests());
    assertEquals(threads, counts.configurations());
    assertEquals(threads, counts.releases());
    assertTrue(counts.products() > 0);
    return Npy.read(out.resolve("y.npy"));
  }

  @Test
  void whereTheKernelRefusesTilesTheErrorSaysSo() throws IOException {
    Path library = compile(Precision.Storage.BF16);

    CommandLine.Result result = machine.refused().run("run", library, "-i", "x=" + input());

    assertEquals(
        "error: %s: compiled for sapphirerapids, it needs CPU features that the kernel does not let"
                .formatted(library)
            + " this process use: amx-tile; compile it for a lower --target\n",
        result.err());
    assertEquals(new Counts(1, 0, 0, 0), machine.lastCounts());
  }

  /** In f32 nothing is computed in tiles, so a library for the same CPU needs no permission. */
  @Test
  void onlyLibrariesWithTilesNeedThem() throws IOException {
    Path library = compile(Precision.Storage.F32);

    machine.refused().succeed("run", library, "-i", "x=" + input(), "-d", folder);

    assertEquals(new Counts(0, 0, 0, 0), machine.lastCounts());
  }

  private Path compile(Precision.Storage storage) throws IOException {
    Path library = folder.resolve("net.so");
    Path file = Files.writeString(folder.resolve("net.cnn"), RESIDUAL);
    new Compiler(options(storage)).compile(file, library);
    return library;
  }

  private Path input() throws IOException {
    Path input = folder.resolve("x.npy");
    Compiler compiler = new Compiler(options(Precision.Storage.F32));
    ModelDefinition definition = compiler.load(folder.resolve("net.cnn"));
    Npy.write(input, Images.random(definition.inputs(), 1, SEED).tensors().get("x"));
    return input;
  }

  /** As docs/ABI.md says what a program in C does. */
  @Test
  void aProgramInCAsksForPermission() throws IOException {
    Path code = folder.resolve("net.a");
    Path file = Files.writeString(folder.resolve("net.cnn"), RESIDUAL);
    Compiler compiler = new Compiler(options(Precision.Storage.BF16));
    Manifest manifest =
        compiler.compile(compiler.load(file), Map.of(NativeForm.STATIC_LIBRARY, code));
    compiler.writeHeader(manifest, folder.resolve("net.h"));
    Files.writeString(
        folder.resolve("asks.c"),
        """
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        #include "net.h"
        static _Alignas(64) float x[NET_INPUT_X_ELEMENTS], y[NET_OUTPUT_Y_ELEMENTS];
        static _Alignas(64) char workspace[NET_WORKSPACE_BYTES];
        int main(int argc, char **argv) {
          setenv("AMX_PERMISSION", argc > 1 ? argv[1] : "", 1);
          if (syscall(SYS_arch_prctl, 0x1023, 18)) return puts("refused"), 0;
          for (int i = 0; i < NET_INPUT_X_ELEMENTS; i++) x[i] = i % 7 - 3;
          const void *inputs[] = {x};
          void *outputs[] = {y};
          cnnc_call call = {.inputs = inputs, .outputs = outputs, .workspace = workspace, .batch = 1, .threads = 1};
          int status = cnnc_model_v1_Net.run(&call);
          puts(y[0] == y[0] ? "computed" : "no number");
          return status;
        }
        """);

    Toolchain.HOST.build(
        folder,
        "asks",
        "-I.",
        "asks.c",
        code,
        MatrixMachine.EMULATOR,
        MatrixMachine.MACHINE,
        "-lm");

    Path nothing = Path.of("/dev/null");
    assertEquals("refused\n", Toolchain.HOST.run(folder, "asks", nothing, "refused"));
    assertEquals("computed\n", Toolchain.HOST.run(folder, "asks", nothing, "granted"));
  }
}
