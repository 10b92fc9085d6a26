package org.cnnc.ir.interpreter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.text.GraphReader;
import org.junit.jupiter.api.Test;

/** The worked examples of the course notes on convolutional networks. */
class CourseNotesTest {
  private static Tensor run(String text, Tensor x) {
    return GraphInterpreter.run(GraphReader.read(text), Map.of("x", x)).get("y");
  }

  @Test
  void aFilterOverAnImageOfFiveByFive() {
    Tensor x =
        Tensor.ofFloats(
            TensorType.f32(1, 1, 5, 5),
            new float[] {
              1, 1, 1, 0, 0, //
              0, 1, 1, 1, 0, //
              0, 0, 1, 1, 1, //
              0, 0, 1, 1, 0, //
              0, 1, 1, 0, 0
            });

    Tensor y =
        run(
            """
            graph @g {
              %0 = input @x : f32[1,1,5,5]
              %1 = constant [1, 0, 1, 0, 1, 0, 1, 0, 1] : f32[1,1,3,3]
              %2 = constant [0] : f32[1]
              %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[1,1,3,3]
              return %3 as @y
            }
            """,
            x);

    assertArrayEquals(new float[] {4, 3, 4, 2, 4, 3, 2, 3, 4}, y.toFloatArray());
  }

  @Test
  void theTransposedConvolutionOfTwoByTwo() {
    Tensor y =
        run(
            """
            graph @g {
              %0 = input @x : f32[N,1,2,2]
              %1 = constant [1, 2, 3, 4] : f32[1,1,2,2]
              %2 = constant [0] : f32[1]
              %3 = conv_transpose2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], output_padding=[0,0], groups=1} : f32[N,1,3,3]
              return %3 as @y
            }
            """,
            Tensor.ofFloats(TensorType.f32(1, 1, 2, 2), new float[] {0, 1, 2, 3}));

    assertArrayEquals(new float[] {0, 1, 2, 2, 10, 10, 6, 17, 12}, y.toFloatArray());
  }

  @Test
  void theFullConvolutionOfTwoSequences() {
    // A true convolution: the kernel [1,2,3,4,5] is written back to front.
    Tensor y =
        run(
            """
            graph @g {
              %0 = input @x : f32[1,1,1,3]
              %1 = constant [5, 4, 3, 2, 1] : f32[1,1,1,5]
              %2 = constant [0] : f32[1]
              %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,4,0,4], dilation=[1,1], groups=1} : f32[1,1,1,7]
              return %3 as @y
            }
            """,
            Tensor.ofFloats(TensorType.f32(1, 1, 1, 3), new float[] {3, 4, 5}));

    assertArrayEquals(new float[] {3, 10, 22, 34, 46, 40, 25}, y.toFloatArray());
  }

  @Test
  void sharpeningTakesTheNeighboursOffFiveTimesTheMiddle() {
    // 5 * 100 - (50 + 60 + 40 + 30) = 320 in the middle.
    Tensor y =
        run(
            """
            graph @g {
              %0 = input @x : f32[1,1,3,3]
              %1 = constant [0, -1, 0, -1, 5, -1, 0, -1, 0] : f32[1,1,3,3]
              %2 = constant [0] : f32[1]
              %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[1,1,1,1]
              return %3 as @y
            }
            """,
            Tensor.ofFloats(
                TensorType.f32(1, 1, 3, 3), new float[] {9, 50, 9, 60, 100, 40, 9, 30, 9}));

    assertArrayEquals(new float[] {320}, y.toFloatArray());
  }

  @Test
  void theShapesOfTwoLayersOnADigit() {
    Graph graph =
        GraphReader.read(
            """
            graph @digits {
              %0 = input @image : f32[N,1,28,28]
              %1 = constant @w1 random(1) : f32[10,1,5,5]
              %2 = constant @b1 splat(0) : f32[10]
              %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,10,24,24]
              %4 = max_pool2d %3 {kernel=[2,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} : f32[N,10,12,12]
              %5 = constant @w2 random(2) : f32[20,10,5,5]
              %6 = constant @b2 splat(0) : f32[20]
              %7 = conv2d %4, %5, %6 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,20,8,8]
              return %7 as @y
            }
            """);
    Tensor images = Tensor.filled(TensorType.f32(3, 1, 28, 28), 1);

    Tensor y = GraphInterpreter.run(graph, Map.of("image", images)).get("y");

    assertEquals(TensorType.f32(3, 20, 8, 8), y.type());
  }
}
