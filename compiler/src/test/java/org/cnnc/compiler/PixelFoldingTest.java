package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.explain.ExplanationText;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.Pixels.Folded;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.OutputTensor;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a picture becomes does not depend on where its scale, mean and std are done. */
class PixelFoldingTest {
  private static final long SEED = Long.getLong("cnnc.seed", 1);
  private static final Compiler COMPILER =
      new Compiler(CompilerOptions.DEFAULT.withWeights("random:1").withVerify(true));
  private static final String IMAGENET = "mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALL    | 8, 7, 7   | rgb, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225] | image -> conv2d(8, 3, stride=2)
          FACTOR | 8, 16, 16 | rgb, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225] | image -> conv2d(8, 3, padding=1)
          FACTOR | 8, 8, 8   | bgr, scale=1.0, mean=[103.9, 116.8, 123.7]                 | image -> conv2d(8, 7, stride=2, padding=3)
          ALL    | 8, 16, 16 | rgb, std=[0.229, 0.224, 0.225]                             | image -> conv2d(8, 3, padding=1)
          ALL    | 9, 14, 14 | bgr, scale=1.0, mean=[103.9, 116.8, 123.7]                 | image -> conv2d(9, 3, groups=3)
          FACTOR | 4, 16, 16 | rgb, mean=0.5, std=0.5 | (image -> conv2d(4, 1)) + (image -> conv2d(4, 3, padding=1))
          """)
  void theSameWithinWhatRoundingMayDo(Folded part, String shape, String pixels, String expression)
      throws IOException {
    ModelDefinition written = model(shape, pixels, expression);
    ModelDefinition folded = PixelFolding.of(written);
    assertEquals(part, folded.inputs().getFirst().pixels().orElseThrow().folded());
    Image picture = picture();

    BoundedTensor expected = checked(written, picture);
    BoundedTensor actual = checked(folded, picture);

    for (int i = 0; i < expected.value().type().elements(); i++) {
      double difference = expected.value().doubleAt(i) - actual.value().doubleAt(i);
      double bound = expected.bound(i) + actual.bound(i);
      assertTrue(Math.abs(difference) <= bound, "element %d: %s".formatted(i, difference));
    }
  }

  /** What a model's graph makes of a picture; its code makes the same. */
  private BoundedTensor checked(ModelDefinition definition, Image picture) throws IOException {
    Path library = folder.resolve("model.so");
    COMPILER.compile(definition, library);
    try (Model model = Model.load(library);
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      InputTensor input = workspace.input("image");
      input.copyFrom(picture);
      workspace.run();
      float[] image = input.segment(1).toArray(ValueLayout.JAVA_FLOAT);
      BoundedTensor exact =
          BoundedInterpreter.run(
                  COMPILER.bind(definition),
                  Map.of("image", Tensor.ofFloats(TensorType.f32(1, 3, 16, 16), image)))
              .get("y");
      OutputTensor output = workspace.output("y");
      Tensor actual = Tensor.ofFloats(exact.value().type(), output.toFloatArray());
      Optional<String> violation = exact.violation(actual);
      assertTrue(violation.isEmpty(), () -> "seed %d: %s".formatted(SEED, violation));
      return exact;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image * 2.0
          image -> pad(1) -> conv2d(3, 3)
          (image -> conv2d(3, 1)) + image
          """)
  void whereOthersReadTheInputNothingIsFolded(String expression) throws IOException {
    ModelDefinition written = model("3, 16, 16", "rgb, " + IMAGENET, expression);
    assertSame(written, PixelFolding.of(written));
  }

  @Test
  void anExplanationSaysWhatIsFolded() throws IOException {
    ModelDefinition written =
        model("8, 16, 16", "rgb, " + IMAGENET, "image -> conv2d(8, 3, padding=1)");
    assertTrue(
        explained(written).contains("\ninput image: scale, mean and std are done when it is made"),
        () -> explained(written));
    ModelDefinition folded = PixelFolding.of(written);
    assertTrue(
        explained(folded).contains("\ninput image: scale and std are folded into the convolutions"),
        () -> explained(folded));
    // Nothing of it is left to be done in a run.
    assertEquals(
        Explanation.of(COMPILER, written).program().steps().size(),
        Explanation.of(COMPILER, folded).program().steps().size());
  }

  private static String explained(ModelDefinition definition) {
    return ExplanationText.print(Explanation.of(COMPILER, definition));
  }

  private ModelDefinition model(String shape, String pixels, String expression) throws IOException {
    Path file = folder.resolve("model.cnn");
    Files.writeString(
        file,
        """
        cnn 1
        model M {
          input  image: f32[N, 3, 16, 16] from pixels(%s, resize=(16, 16))
          output y: f32[N, %s]
          y = %s
        }
        """
            .formatted(pixels, shape, expression));
    return COMPILER.load(file);
  }

  private static Image picture() {
    byte[] samples = new byte[20 * 30 * 3];
    new Random(SEED).nextBytes(samples);
    return new Image(20, 30, 3, samples);
  }
}
