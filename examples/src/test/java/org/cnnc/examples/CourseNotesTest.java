package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.summary.Layer;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked examples of the course notes on convolutional networks, run as native code. */
class CourseNotesTest {
  @TempDir private Path folder;

  @Test
  void aFilterOverAnImageOfFiveByFive() throws IOException {
    float[] y =
        run(
            """
            cnn 1
            model Filter {
              input  x: f32[N, 1, 5, 5]
              output y: f32[N, 1, 3, 3]
              y = x -> conv2d(1, 3, bias=false, weight=[[[[1, 0, 1],
                                                          [0, 1, 0],
                                                          [1, 0, 1]]]])
            }
            """,
            1,
            1,
            1,
            0,
            0, //
            0,
            1,
            1,
            1,
            0, //
            0,
            0,
            1,
            1,
            1, //
            0,
            0,
            1,
            1,
            0, //
            0,
            1,
            1,
            0,
            0);

    assertArrayEquals(new float[] {4, 3, 4, 2, 4, 3, 2, 3, 4}, y);
  }

  @Test
  void theSharpeningFilter() {
    float[] image = {
      105, 102, 100, 97, 96, //
      103, 99, 103, 101, 102, //
      101, 98, 104, 102, 100, //
      99, 101, 106, 104, 99, //
      104, 104, 104, 100, 98
    };
    float[] sharp =
        run(
            Path.of("filters", "filters.cnn"),
            CompilerOptions.DEFAULT.withDims(Map.of("H", 5, "W", 5)),
            image);

    assertEquals(320, sharp[0]);
    assertEquals(210, sharp[5]);
    assertEquals(89, sharp[6]);
    assertEquals(111, sharp[7]);
  }

  @Test
  void theTransposedConvolutionOfTwoByTwo() throws IOException {
    float[] y =
        run(
            """
            cnn 1
            model Up {
              input  x: f32[N, 1, 2, 2]
              output y: f32[N, 1, 3, 3]
              y = x -> conv_transpose2d(1, 2, bias=false, weight=[[[[1, 2], [3, 4]]]])
            }
            """,
            0,
            1,
            2,
            3);

    assertArrayEquals(new float[] {0, 1, 2, 2, 10, 10, 6, 17, 12}, y);
  }

  @Test
  void theFullConvolutionOfTwoSequences() throws IOException {
    // A transposed convolution is the true one: nothing has to be written back to front.
    float[] y =
        run(
            """
            cnn 1
            model Full {
              input  x: f32[N, 1, 3]
              output y: f32[N, 1, 7]
              y = x -> conv_transpose1d(1, 5, bias=false, weight=[[[1, 2, 3, 4, 5]]])
            }
            """,
            3,
            4,
            5);

    assertArrayEquals(new float[] {3, 10, 22, 34, 46, 40, 25}, y);
  }

  @Test
  void theShapesOfTwoLayersOnADigit() throws IOException {
    Path file =
        write(
            """
            cnn 1
            model Digits {
              input  image: f32[N, 1, 28, 28]
              output y: f32[N, 20, 8, 8]
              y = image -> conv2d(10, 5) -> max_pool2d(2) -> conv2d(20, 5)
            }
            """);

    Summary summary = Summary.of(new Compiler(CompilerOptions.DEFAULT).load(file).graph());

    assertEquals(
        List.of("f32[N,10,24,24]", "f32[N,10,12,12]", "f32[N,20,8,8]"),
        summary.layers().stream().map(Layer::output).map(Object::toString).toList());
  }

  private Path write(String model) throws IOException {
    return Files.writeString(folder.resolve("model.cnn"), model);
  }

  private float[] run(String model, float... x) throws IOException {
    return run(write(model), CompilerOptions.DEFAULT, x);
  }

  /** What a model with one input and one output makes of one image. */
  private float[] run(Path file, CompilerOptions options, float... x) {
    Path library = folder.resolve("model.so");
    new Compiler(options).compile(file, library);
    try (Model model = Model.load(library);
        Workspace workspace = model.newWorkspace(Threads.of(2))) {
      workspace.input(model.inputs().getFirst().name()).copyFrom(x);
      workspace.run();
      return workspace.output(model.outputs().getFirst().name()).toFloatArray();
    }
  }
}
