package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.PictureException;
import org.cnnc.runtime.ShapeException;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.image.Image;
import org.cnnc.runtime.image.PixelPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The code that makes inputs of pictures gives the bits of the Java that says what it means. */
class PreparationsTest {
  private static final int PICTURES = 12;

  @TempDir private Path folder;

  /** Models with inputs of random sizes, most of them no multiple of a vector. */
  static Stream<Long> seeds() {
    return IntStream.range(0, 16).mapToObj(Long::valueOf);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomPicturesBecomeTheSameBits(long seed) throws IOException {
    Random random = new Random(seed);
    String color = random.nextInt(3) == 0 ? "gray" : random.nextBoolean() ? "rgb" : "bgr";
    int height = 1 + random.nextInt(50);
    int width = 1 + random.nextInt(50);
    String resize =
        random.nextBoolean()
            ? "resize=%d, ".formatted(Math.max(height, width) + random.nextInt(9))
            : "resize=(%d, %d), ".formatted(height + random.nextInt(9), width + random.nextInt(9));
    String pixels =
        "%s, %scrop=(%d, %d), scale=%s, mean=%s, std=%s"
            .formatted(
                color,
                resize,
                height,
                width,
                random.nextDouble(),
                random.nextDouble(),
                0.1 + random.nextDouble());
    try (Model model = compile(color.equals("gray") ? 1 : 3, height, width, pixels, "native");
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      InputTensor input = workspace.input("image");
      assertTrue(input.port().pixels().map(Pixels::isCompiled).orElseThrow());
      for (int i = 0; i < PICTURES; i++) {
        // Some are far larger than what they become, with more than 16 samples for each.
        int most = random.nextInt(4) == 0 ? 1500 : 90;
        Image picture = picture(random, 1 + random.nextInt(most), 1 + random.nextInt(most));
        assertSame(input, picture, "seed %d, picture %d, %s".formatted(seed, i, pixels));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86-64-v2", "x86-64-v3", "x86-64-v4"})
  void everyCpuGivesTheSameBits(String target) throws IOException {
    Random random = new Random(7);
    try (Model model = compile(3, 21, 35, "rgb, resize=40, crop=(21, 35), std=0.3", target);
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      assertSame(workspace.input("image"), picture(random, 301, 97), target);
      assertSame(workspace.input("image"), picture(random, 41, 43), target);
    }
  }

  @Test
  void withoutResizeAPictureOfTheSizeIsTaken() throws IOException {
    try (Model model = compile(1, 5, 9, "gray, scale=1.0", "native");
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      InputTensor input = workspace.input("image");
      assertSame(input, picture(new Random(1), 9, 5), "gray");
      Image larger = picture(new Random(1), 10, 5);
      PictureException e = assertThrows(PictureException.class, () -> input.copyFrom(larger));
      assertTrue(e.getMessage().startsWith("the picture: the picture is 10x5,"), e::getMessage);
    }
  }

  @Test
  void eachImageOfABatchHasItsPicture() throws IOException {
    Random random = new Random(3);
    Image first = picture(random, 30, 20);
    Image second = picture(random, 20, 30);
    try (Model model = compile(3, 8, 8, "rgb, resize=(8, 8)", "native");
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      InputTensor input = workspace.input("image");
      input.segment(2);
      input.copyFrom(1, second, "second.png");
      input.copyFrom(0, first, "first.png");
      workspace.run();
      PixelPipeline java = PixelPipeline.of(input.port());
      float[] both = workspace.output("same").toFloatArray();
      int elements = both.length / 2;
      assertArrayEquals(java.apply(first, "first"), copy(both, 0, elements));
      assertArrayEquals(java.apply(second, "second"), copy(both, elements, elements));
      ShapeException e =
          assertThrows(ShapeException.class, () -> input.copyFrom(2, first, "first.png"));
      assertEquals(
          "`image: f32[N, 3, 8, 8]` holds 2 images, none of number 2: use segment(3) first",
          e.getMessage());
    }
  }

  private static float[] copy(float[] from, int first, int count) {
    float[] part = new float[count];
    System.arraycopy(from, first, part, 0, count);
    return part;
  }

  private static void assertSame(InputTensor input, Image picture, String message) {
    PixelPipeline java = PixelPipeline.of(input.port());
    float[] expected;
    try {
      expected = java.apply(picture, "it");
    } catch (PictureException e) {
      // A shorter side that is cut: the longer one may still be too short.
      assertThrows(PictureException.class, () -> input.copyFrom(picture));
      return;
    }
    input.copyFrom(picture);
    float[] actual = input.segment(1).toArray(ValueLayout.JAVA_FLOAT);
    assertArrayEquals(
        expected, actual, () -> "%s, %dx%d".formatted(message, picture.width(), picture.height()));
  }

  private static Image picture(Random random, int width, int height) {
    int channels = random.nextBoolean() ? 1 : 3;
    byte[] samples = new byte[width * height * channels];
    random.nextBytes(samples);
    // Saturated parts, where rounding would pass 255.
    int white = random.nextInt(samples.length);
    for (int i = 0; i < white; i++) {
      samples[i] = (byte) 255;
    }
    return new Image(width, height, channels, samples);
  }

  private Model compile(int channels, int height, int width, String pixels, String target)
      throws IOException {
    Path source = folder.resolve("same.cnn");
    Files.writeString(
        source,
        """
        cnn 1
        model Same {
          input  image: f32[N, %1$d, %2$d, %3$d] from pixels(%4$s)
          output same:  f32[N, %1$d, %2$d, %3$d]
          same = image -> identity
        }
        """
            .formatted(channels, height, width, pixels));
    Path library = folder.resolve("same.so");
    new Compiler(CompilerOptions.DEFAULT.withTarget(target)).compile(source, library);
    return Model.load(library);
  }
}
