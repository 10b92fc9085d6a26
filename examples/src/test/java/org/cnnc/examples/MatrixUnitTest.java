package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.image.IdxFile;
import org.cnnc.examples.MatrixMachine.Counts;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
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
  private static final double MIN_COSINE = 0.9999;

  @TempDir private static Path shared;

  private static MatrixMachine machine;

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws IOException {
    machine = MatrixMachine.build(shared);
  }

  private static CompilerOptions options(Precision precision) {
    return CompilerOptions.DEFAULT
        .withTarget(MatrixMachine.TARGET)
        .withWeights("random:" + SEED)
        .withPrecision(precision);
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

  private static final String TRANSPOSED =
      """
      cnn 1
      model Net {
        input  x: f32[N, 3, 12, 20]
        output y: f32[N, 2, 50, 82]
        v = x -> conv2d(32, 3, padding=1) -> relu -> conv2d(64, 3, padding=1) -> relu
        w = v -> conv_transpose2d(32, 2, stride=2) -> relu -> conv_transpose2d(40, 4, stride=2, padding=1) -> relu
        y = w -> conv_transpose2d(32, 3) -> conv2d(2, 1)
      }
      """;

  private static final String GROUPED =
      """
      cnn 1
      model Net {
        input  x: f32[N, 5, 9, 17]
        output y: f32[N, 7, 9, 17]
        v = x -> conv2d(96, 3, padding=1) -> relu -> conv2d(192, 3, padding=1, groups=3) -> silu
        y = v + (v -> conv2d(192, 1, groups=2)) -> conv2d(7, 1)
      }
      """;

  /** Few channels, that are filled up. */
  private static final String MOBILE =
      """
      cnn 1
      model Net {
        input  x: f32[N, 3, 12, 20]
        output y: f32[N, 8, 12, 20]
        v = x -> conv2d(24, 3, padding=1) -> relu
        w = v -> conv2d(72, 1) -> relu6 -> conv2d(72, 3, padding=1, groups=72) -> silu
        gate = w -> global_avg_pool2d -> conv2d(20, 1) -> relu -> conv2d(72, 1) -> sigmoid
        u = (w * gate -> conv2d(24, 1)) + v
        y = concat(u -> conv2d(32, 3, padding=1), u -> conv2d(16, 1)) -> conv2d(40, 1) -> conv2d(8, 1)
      }
      """;

  private static final String DENSE =
      """
      cnn 1
      model Net {
        input  x: f32[37, 20]
        output y: f32[37, 10]
        y = x -> linear(64) -> relu -> linear(80) -> relu -> linear(48) -> gelu -> linear(10)
      }
      """;

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("residual", RESIDUAL),
        Arguments.of("batch", BATCH),
        Arguments.of("transposed", TRANSPOSED),
        Arguments.of("grouped", GROUPED),
        Arguments.of("mobile", MOBILE),
        Arguments.of("dense", DENSE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void computesWhatItsRoundedGraphMeans(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".cnn"), text);
    Path library = folder.resolve(name + ".so");
    Compiler compiler = new Compiler(options(Precision.BF16));
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, SEED);
    Graph rounded = compiler.runPasses(compiler.bind(definition), List.of());
    BoundedTensor expected = BoundedInterpreter.run(rounded, images.tensors()).get("y");

    Manifest manifest = compiler.compile(definition, library);

    assertTrue(manifest.platform().features().containsAll(Target.TILES), manifest.toString());
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
    Path library = compile(Precision.BF16);

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
    Path library = compile(Precision.F32);

    machine.refused().succeed("run", library, "-i", "x=" + input(), "-d", folder);

    assertEquals(new Counts(0, 0, 0, 0), machine.lastCounts());
  }

  private Path compile(Precision precision) throws IOException {
    Path library = folder.resolve("net.so");
    Path file = Files.writeString(folder.resolve("net.cnn"), RESIDUAL);
    new Compiler(options(precision)).compile(file, library);
    return library;
  }

  private Path input() throws IOException {
    Path input = folder.resolve("x.npy");
    Compiler compiler = new Compiler(options(Precision.F32));
    ModelDefinition definition = compiler.load(folder.resolve("net.cnn"));
    Npy.write(input, Images.random(definition.inputs(), 1, SEED).tensors().get("x"));
    return input;
  }

  /** By the call that its header says. */
  @Test
  void aProgramInCAsksForPermission() throws IOException {
    Path code = folder.resolve("net.a");
    Path file = Files.writeString(folder.resolve("net.cnn"), RESIDUAL);
    Compiler compiler = new Compiler(options(Precision.BF16));
    Manifest manifest =
        compiler.compile(compiler.load(file), Map.of(NativeForm.STATIC_LIBRARY, code));
    Path header = folder.resolve("net.h");
    compiler.writeHeader(manifest, header);
    Matcher asks =
        Pattern.compile("once a process: (syscall\\(.*?\\)), which is 0")
            .matcher(Files.readString(header));
    assertTrue(asks.find(), Files.readString(header));
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
          if (%s) return puts("refused"), 0;
          for (int i = 0; i < NET_INPUT_X_ELEMENTS; i++) x[i] = i %% 7 - 3;
          const void *inputs[] = {x};
          void *outputs[] = {y};
          cnnc_call call = {.inputs = inputs, .outputs = outputs, .workspace = workspace, .batch = 1, .threads = 1};
          int status = cnnc_model_v1_Net.run(&call);
          puts(y[0] == y[0] ? "computed" : "no number");
          return status;
        }
        """
            .formatted(asks.group(1)));

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

  /** Of a bundle the part is taken that the machine can run, and lets this process run. */
  @Test
  void machinesWithoutTilesTakeTheNextLibrary() throws IOException {
    Path file = Files.writeString(folder.resolve("net.cnn"), RESIDUAL);
    Path bundle = folder.resolve("net.cnnb");
    String targets = MatrixMachine.TARGET + ",x86-64-v3";
    new CommandLine()
        .succeed(
            "compile",
            file,
            "--weights",
            "random:1",
            "--precision",
            "bf16",
            "--target",
            targets,
            "-o",
            bundle);
    Path input = input();

    machine.granted().succeed("run", bundle, "-i", "x=" + input, "-d", folder.resolve("tiles"));
    assertTrue(machine.lastCounts().products() > 0);
    machine.refused().succeed("run", bundle, "-i", "x=" + input, "-d", folder.resolve("refused"));
    assertEquals(new Counts(1, 0, 0, 0), machine.lastCounts());
    new CommandLine().succeed("run", bundle, "-i", "x=" + input, "-d", folder.resolve("without"));

    float[] without = output("without");
    assertArrayEquals(without, output("refused"));
    assertArrayEquals(without, output("tiles"), 1e-2f * largest(without));
  }

  private float[] output(String run) {
    return Npy.read(folder.resolve(run).resolve("y.npy")).toFloatArray();
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** A model of others, trained, whose second convolution is in tiles. */
  @Test
  void digitsAreAsOftenRightInTiles() throws IOException {
    Path model = SharedModels.TRAINED.resolve("mnist-keras").resolve("model.onnx");
    if (!Files.exists(model)) {
      System.err.println("MatrixUnitTest: %s is not there: digits are NOT tested".formatted(model));
      abort(model + " is not there");
    }
    Path images = folder.resolve("digits.npy");
    Tensor digits = Digits.images();
    Npy.write(images, digits.reshaped(TensorType.f32(Digits.COUNT, Digits.SIDE, Digits.SIDE, 1)));
    Path labels = folder.resolve("labels.txt");
    Files.write(labels, List.of(Digits.labels().split("")));

    assertAsOftenRight(model, images, labels, Digits.COUNT);
  }

  /** The third convolution of the small VGG is in tiles. */
  @Test
  void clothesAreAsOftenRightInTiles() throws IOException {
    FashionTest.requireImages();
    int count = 300;
    Path images = folder.resolve("clothes.npy");
    Npy.write(
        images, FashionTest.tensor(IdxFile.readPictures(FashionTest.IMAGES).subList(0, count)));
    byte[] classes = IdxFile.readLabels(FashionTest.LABELS);
    Path labels = folder.resolve("labels.txt");
    Files.write(
        labels, IntStream.range(0, count).mapToObj(i -> String.valueOf(classes[i])).toList());

    assertAsOftenRight(FashionTest.MODEL, images, labels, count);
  }

  private static void assertAsOftenRight(Path model, Path images, Path labels, int count)
      throws IOException {
    String out =
        machine
            .granted()
            .succeed(
                "compare",
                model,
                "--inputs",
                images,
                "--labels",
                labels,
                "--precision",
                "bf16",
                "--a",
                "--target x86-64-v3",
                "--b",
                "--target " + MatrixMachine.TARGET,
                "--min-cosine",
                MIN_COSINE,
                "--json");
    assertTrue(machine.lastCounts().products() >= count, out);
    Accuracies right = Accuracies.of(out);
    assertTrue(right.a() > 85, out);
    // A score may be nearly as large as another one.
    assertEquals(right.a(), right.b(), 100.0 / count, out);
  }
}
