package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, from end to end: what it prints, what it leaves behind, how it ends. */
class CommandLineTest {
  private static final Path SEVEN = Path.of("lenet5", "digits", "seven.png");

  @TempDir private Path folder;
  private final CommandLine cnnc = new CommandLine();

  @Test
  void compilesALibraryAndAHeader() throws IOException {
    Path library = folder.resolve("lenet5.so");

    String out = cnnc.succeed("compile", Sample.LENET5, "-o", library);

    assertTrue(out.contains("LeNet5"), out);
    assertTrue(Files.size(library) > 0);
    assertTrue(Files.readString(folder.resolve("lenet5.h")).contains("LENET5_INPUT_IMAGE 0"));
  }

  @Test
  void runsALibraryOnPicturesAndArrays() throws IOException {
    Path library = folder.resolve("lenet5.so");
    cnnc.succeed("compile", Sample.LENET5, "-o", library);
    Path pgm = writePgm(SEVEN);
    Path npy = writeNpy(SEVEN);

    String png = firstLine(cnnc.succeed("run", library, SEVEN));

    assertTrue(png.startsWith(SEVEN + ": 7 ("), png);
    assertEquals(scoresOf(png), scoresOf(cnnc.succeed("run", library, pgm)));
    assertEquals(scoresOf(png), scoresOf(cnnc.succeed("run", library, "--input", "image=" + npy)));
    assertEquals(scoresOf(png), scoresOf(cnnc.succeed("run", Sample.LENET5, SEVEN)));
  }

  @Test
  void runsOnJpegs() throws IOException {
    BufferedImage digit = ImageIO.read(SEVEN.toFile());
    Path jpeg = folder.resolve("seven.jpg");
    assertTrue(ImageIO.write(digit, "jpg", jpeg.toFile()));

    String line = firstLine(cnnc.succeed("run", Sample.LENET5, jpeg));

    assertTrue(line.startsWith(jpeg + ": 7 ("), line);
  }

  @Test
  void aLibraryForAnotherMachineIsRefused() throws IOException {
    String other = System.getProperty("os.arch").equals("aarch64") ? "x86-64-v3" : "aarch64";
    Path library = folder.resolve("other.so");
    cnnc.succeed("compile", Sample.LENET5, "-o", library, "--target", other);

    CommandLine.Result result = cnnc.run("run", library, SEVEN);

    assertUserError(result);
    assertTrue(result.err().contains("aarch64"), result.err());
  }

  @Test
  void summarizesForMachines() throws IOException {
    JsonObject summary =
        JsonParser.parseString(cnnc.succeed("summary", "lenet5_1998/lenet5_1998.cnn", "--json"))
            .getAsJsonObject();

    assertEquals(61_706, summary.get("parameters").getAsLong());
    assertEquals(416_520, summary.get("macs").getAsLong());
    assertEquals(1, summary.getAsJsonArray("inputs").size());
    assertEquals(1, summary.getAsJsonArray("outputs").size());
    assertFalse(summary.getAsJsonArray("layers").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "graph, graph @LeNet5",
    "loops, kernel",
    "llvm, define ",
    "asm, .text",
  })
  void printsEveryForm(String form, String contained) throws IOException {
    String out = cnnc.succeed("print", form, Sample.LENET5);

    assertTrue(out.contains(contained), out);
  }

  @Test
  void printsTheGraphAfterAPass() throws IOException {
    String before = cnnc.succeed("print", "graph", Sample.LENET5);
    String after = cnnc.succeed("print", "graph", Sample.LENET5, "--after", "fuse-epilogue");

    assertFalse(before.contains("-> relu"), before);
    assertTrue(after.contains("-> relu"), after);
  }

  @Test
  void checkSaysNothingOfARightModel() throws IOException {
    assertEquals("", cnnc.succeed("check", Sample.LENET5));
  }

  @Test
  void checkReportsEveryMistakeWithItsPlace() throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("wrong.cnn"),
            """
            cnn 1
            model Wrong {
              input  x: f32[N, 3, 8, 8]
              output y: f32[N, 3, 8, 8]
              a = x -> conv2(3, 3)
              b = x -> conv2d(5, 3, pading=1)
              y = bb + x
            }
            """);

    CommandLine.Result result = cnnc.run("check", model);

    assertUserError(result);
    assertTrue(result.err().contains("wrong.cnn:5:12: error[unknown-operator]"), result.err());
    assertTrue(result.err().contains("did you mean `conv2d`?"), result.err());
    assertTrue(result.err().contains("wrong.cnn:6:25: error[unknown-parameter]"), result.err());
    assertTrue(result.err().contains("wrong.cnn:7:7: error[unknown-name]"), result.err());
  }

  @Test
  void whatIsNotSupportedHasItsOwnStatus() throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("later.cnn"),
            """
            cnn 1
            model Later {
              input  x: f32[N, 3, 8, 8]
              output y: f32[N, 3, 8, 8]
              y = x -> conv3d(3, 3)
            }
            """);

    CommandLine.Result result = cnnc.run("check", model);

    assertEquals(3, result.status(), result.err());
    assertTrue(result.err().contains("conv3d"), result.err());
    assertNoTrace(result);
  }

  @ParameterizedTest
  @CsvSource({
    "compile lenet5/lenet.cnn",
    "compile lenet5/lenet5.cnn --weights nowhere.safetensors",
    "compile lenet5/lenet5.cnn --weights resnet/resnet.cnn",
    "compile lenet5/lenet5.cnn --target pentium17",
    "compile lenet5/lenet5.cnn --model LeNet6",
    "compile lenet5/lenet5.cnn --dim H=3",
    "compile resnet/resnet.cnn",
    "compile unet/unet.cnn --weights random:1",
    "compile unet/unet.cnn --weights random:1 --dim H=31 --dim W=32",
    "run lenet5/lenet5.cnn",
    "run lenet5/lenet5.cnn nowhere.png",
    "run lenet5/lenet5.cnn lenet5/lenet5.cnn",
    "run lenet5/lenet5.cnn --input picture=lenet5/digits/seven.png",
    "run lenet5/lenet5.safetensors lenet5/digits/seven.png",
    "print poem lenet5/lenet5.cnn",
    "print graph lenet5/lenet5.cnn --after lunch",
    "summary",
    "fly",
  })
  void mistakesAreExplained(String arguments) throws IOException {
    assertUserError(cnnc.run((Object[]) arguments.split(" ")));
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path library = folder.resolve("made").resolve("lenet5.so");
    Files.createDirectories(library.getParent());
    Files.writeString(library, "an older library");
    Path truncated = folder.resolve("short.safetensors");
    byte[] weights = Files.readAllBytes(Path.of("lenet5", "lenet5.safetensors"));
    Files.write(truncated, Arrays.copyOf(weights, weights.length / 2));

    assertUserError(cnnc.run("compile", Sample.LENET5, "-o", library, "--weights", truncated));

    assertEquals("an older library", Files.readString(library));
    try (Stream<Path> files = Files.list(library.getParent())) {
      assertEquals(List.of(library), files.toList());
    }
  }

  private static void assertUserError(CommandLine.Result result) {
    assertEquals(1, result.status(), result.err());
    assertEquals("", result.out());
    assertTrue(result.err().contains("error"), result.err());
    assertNoTrace(result);
  }

  private static void assertNoTrace(CommandLine.Result result) {
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(result.err().contains("Exception"), result.err());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElseThrow();
  }

  /** What stands after the name of the image. */
  private static String scoresOf(String line) {
    return line.substring(line.indexOf(": ")).strip();
  }

  private Path writePgm(Path picture) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    String header = "P5\n%d %d\n255\n".formatted(image.getWidth(), image.getHeight());
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    int pixels = image.getWidth() * image.getHeight();
    byte[] file = Arrays.copyOf(head, head.length + pixels);
    Raster raster = image.getRaster();
    for (int i = 0; i < pixels; i++) {
      file[head.length + i] =
          (byte) raster.getSample(i % image.getWidth(), i / image.getWidth(), 0);
    }
    return Files.write(folder.resolve("digit.pgm"), file);
  }

  private Path writeNpy(Path picture) throws IOException {
    Raster raster = ImageIO.read(picture.toFile()).getRaster();
    Path file = folder.resolve("digit.npy");
    // As the model's `pixels` say: gray, and divided by 255.
    Npy.write(
        file,
        Tensor.generate(
            TensorType.f32(1, 1, 28, 28),
            i -> (float) (raster.getSample((int) i % 28, (int) i / 28, 0) * (1.0 / 255))));
    return file;
  }
}
