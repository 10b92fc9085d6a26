package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.spi.NativeForm;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.image.Image;
import org.cnnc.runtime.image.PixelPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models in programs that are written in C, for this machine and for one that is emulated. */
class LinkedModelsTest {
  private static final long SEED = Long.getLong("cnnc.seed", 1);
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Path DRIVER = Path.of("src/test/resources/c/run.c").toAbsolutePath();
  private static final Path EXAMPLE = Path.of("c/digits.c").toAbsolutePath();
  private static final Path SEVEN = Path.of("c/seven.pgm").toAbsolutePath();

  @TempDir private Path folder;

  static Stream<Toolchain> toolchains() {
    return Stream.of(Toolchain.HOST, Toolchain.AARCH64);
  }

  @ParameterizedTest
  @MethodSource("toolchains")
  void theExampleReadsASeven(Toolchain toolchain) throws IOException {
    new CommandLine()
        .succeed(
            "compile",
            Sample.LENET5,
            "--emit",
            "a,h",
            "--target",
            toolchain.target(),
            "-o",
            folder);

    toolchain.build(folder, "digits", EXAMPLE, "-I.", "lenet5.a");

    assertEquals("7\n", toolchain.run(folder, "digits", SEVEN));
  }

  @ParameterizedTest
  @MethodSource("toolchains")
  void aHundredDigitsGetTheScoresOfTheTrainedModel(Toolchain toolchain) throws IOException {
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withTarget(toolchain.target()));
    Tensor images = Digits.images();
    Linked linked = new Linked(toolchain, compiler, compiler.load(Sample.LENET5));

    Map<String, Tensor> scores =
        linked.run(NativeForm.STATIC_LIBRARY, new Images(Digits.COUNT, Map.of("image", images)));

    Digits.assertScores(scores.get("scores"));
  }

  /** Depthwise and pointwise convolutions, Winograd's, odd sizes. */
  static Stream<Arguments> samples() {
    List<String> names = List.of("mobilenet_v2", "resnet/ResNet50", "filters", "unet/");
    return Sample.small().stream()
        .filter(sample -> names.stream().anyMatch(sample.name()::startsWith))
        .flatMap(sample -> toolchains().map(toolchain -> Arguments.of(sample, toolchain)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void computesWhatItsGraphMeans(Sample sample, Toolchain toolchain) throws IOException {
    ModelDefinition definition = sample.load();
    Images images = Images.random(definition.inputs(), 2, SEED);
    Map<String, BoundedTensor> expected = BoundedInterpreter.run(sample.graph(), images.tensors());
    Linked linked = new Linked(toolchain, sample.compiler(toolchain.target()), definition);

    Map<String, Tensor> actual = linked.run(NativeForm.STATIC_LIBRARY, images);

    expected.forEach(
        (name, tensor) -> {
          Optional<String> violation = tensor.violation(actual.get(name));
          assertTrue(violation.isEmpty(), () -> "seed %d: %s".formatted(SEED, violation));
        });
  }

  @ParameterizedTest
  @EnumSource(names = "KERNELS", mode = EnumSource.Mode.EXCLUDE)
  void everyFormLinks(NativeForm form) throws IOException {
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    Linked linked = new Linked(Toolchain.HOST, compiler, compiler.load(Sample.LENET5));

    Map<String, Tensor> scores =
        linked.run(form, new Images(Digits.COUNT, Map.of("image", Digits.images())));

    Digits.assertScores(scores.get("scores"));
  }

  @Test
  void oneProgramLinksSeveralModels() throws IOException {
    CommandLine cnnc = new CommandLine();
    cnnc.succeed("compile", Sample.LENET5, "--emit", "a,h", "-o", folder);
    cnnc.succeed(
        "compile",
        Path.of("mnist1d", "mnist1d.cnn"),
        "--model",
        "Convolutional",
        "--weights",
        "random:1",
        "--emit",
        "a,h",
        "-o",
        folder);
    Files.writeString(
        folder.resolve("two.c"),
        """
        #include <stdio.h>
        #include "lenet5.h"
        #include "mnist1d.h"
        int main(void) {
          puts(cnnc_model_v1_LeNet5.manifest);
          puts(cnnc_model_v1_Convolutional.manifest);
          return 0;
        }
        """);

    Toolchain.HOST.build(folder, "two", "two.c", "lenet5.a", "mnist1d.a");

    List<String> manifests = Toolchain.HOST.run(folder, "two", NOTHING).lines().toList();
    assertEquals(2, manifests.size());
    assertTrue(manifests.get(0).contains("\"name\":\"LeNet5\""), manifests.get(0));
    assertTrue(manifests.get(1).contains("\"name\":\"Convolutional\""), manifests.get(1));
  }

  /** By the lines of docs/ABI.md. */
  @ParameterizedTest
  @MethodSource("toolchains")
  void preparesPicturesToTheBitAsJavaDoes(Toolchain toolchain) throws IOException {
    Path source = folder.resolve("same.cnn");
    Files.writeString(
        source,
        """
        cnn 1
        model Same {
          input  image: f32[N, 3, 21, 35] from pixels(bgr, resize=36, crop=(21, 35), mean=0.4, std=0.3)
          output same:  f32[N, 3, 21, 35]
          same = image -> identity
        }
        """);
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withTarget(toolchain.target()));
    Path code = folder.resolve("same.a");
    Manifest manifest =
        compiler.compile(compiler.load(source), Map.of(NativeForm.STATIC_LIBRARY, code));
    compiler.writeHeader(manifest, folder.resolve("same.h"));
    Files.writeString(
        folder.resolve("prepare.c"),
        """
        #include <stdio.h>
        #include <stdlib.h>
        #include "same.h"
        enum { width = 150, height = 97 };
        static uint8_t samples[3 * width * height];
        static _Alignas(64) float image[SAME_INPUT_IMAGE_ELEMENTS];
        int main(void) {
          const cnnc_model *model = &cnnc_model_v1_Same;
          FILE *file = fopen("image", "wb");
          if (!file || fread(samples, 1, sizeof samples, stdin) != sizeof samples) return 90;
          %s
          if (fwrite(image, 1, sizeof image, file) != sizeof image || fclose(file)) return 91;
          return (int)-status;
        }
        """
            .formatted(preparation()));
    byte[] samples = new byte[3 * 150 * 97];
    new Random(SEED).nextBytes(samples);
    Path picture = Files.write(folder.resolve("samples"), samples);

    toolchain.build(folder, "prepare", "prepare.c", "same.a");
    toolchain.run(folder, "prepare", picture);

    float[] expected =
        PixelPipeline.of(manifest.inputs().getFirst())
            .apply(new Image(150, 97, 3, samples), "samples");
    Tensor actual = read(folder.resolve("image"), TensorType.f32(expected.length));
    assertArrayEquals(expected, actual.toFloatArray(), "seed " + SEED);
  }

  /** The lines of the document that prepare a picture. */
  private static String preparation() throws IOException {
    return Pattern.compile("```\n(cnnc_picture .*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("../docs/ABI.md")))
        .results()
        .map(block -> block.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneProgramLinksAModelTwiceUnderTwoNames() throws IOException {
    CommandLine cnnc = new CommandLine();
    for (String name : List.of("Digits", "OtherDigits")) {
      cnnc.succeed(
          "compile",
          Sample.LENET5,
          "--emit",
          "a,h",
          "--name",
          name,
          "-o",
          folder.resolve(name + ".a"));
    }
    Files.writeString(
        folder.resolve("two.c"),
        """
        #include "Digits.h"
        #include "OtherDigits.h"
        int main(void) {
          return DIGITS_WORKSPACE_BYTES != OTHERDIGITS_WORKSPACE_BYTES
              || cnnc_model_v1_Digits.run == cnnc_model_v1_OtherDigits.run;
        }
        """);

    Toolchain.HOST.build(folder, "two", "two.c", "Digits.a", "OtherDigits.a");

    assertEquals("", Toolchain.HOST.run(folder, "two", NOTHING));
  }

  /** A model, compiled and linked to the program that runs it on files. */
  private final class Linked {
    private final Toolchain toolchain;
    private final Compiler compiler;
    private final ModelDefinition definition;

    Linked(Toolchain toolchain, Compiler compiler, ModelDefinition definition) {
      this.toolchain = toolchain;
      this.compiler = compiler;
      this.definition = definition;
    }

    Map<String, Tensor> run(NativeForm form, Images images) throws IOException {
      Path code = folder.resolve("model" + form.suffix()).toAbsolutePath();
      Manifest manifest = compiler.compile(definition, Map.of(form, code));
      compiler.writeHeader(manifest, folder.resolve("model.h"));
      String model = "-DMODEL=cnnc_model_v1_" + definition.name();
      toolchain.build(folder, "run", DRIVER, "-I.", model, "-DHEADER=\"model.h\"", code);

      List<Object> arguments = new ArrayList<>(List.of(2, images.count()));
      for (ModelDefinition.InputSpec input : definition.inputs()) {
        write(folder.resolve(input.name()), images.tensors().get(input.name()));
        arguments.add(input.name());
      }
      Map<String, TensorType> types = new LinkedHashMap<>();
      for (ModelDefinition.OutputSpec output : definition.outputs()) {
        TensorType type =
            output.type().isBatched() ? output.type().withBatch(images.count()) : output.type();
        types.put(output.name(), type);
        arguments.add("%s=%d".formatted(output.name(), type.elements() * Float.BYTES));
      }
      toolchain.run(folder, "run", NOTHING, arguments.toArray());
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, TensorType> output : types.entrySet()) {
        outputs.put(output.getKey(), read(folder.resolve(output.getKey()), output.getValue()));
      }
      return outputs;
    }
  }

  private static void write(Path file, Tensor tensor) throws IOException {
    float[] elements = tensor.toFloatArray();
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(elements);
    Files.write(file, bytes.array());
  }

  private static Tensor read(Path file, TensorType type) throws IOException {
    FloatBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] elements = new float[bytes.remaining()];
    bytes.get(elements);
    return Tensor.ofFloats(type, elements);
  }
}
