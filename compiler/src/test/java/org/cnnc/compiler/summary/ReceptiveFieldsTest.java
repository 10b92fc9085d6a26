package org.cnnc.compiler.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one element of {@code y} depends on, of an image of 32x32. */
class ReceptiveFieldsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # Windows
          y = image -> conv2d(4, kernel=(3, 5))                                              | [3,5]
          y = image -> conv2d(4, 3, dilation=2) -> conv2d(4, 3)                              | [7,7]
          y = image -> conv2d(4, 3, stride=2) -> max_pool2d(2) -> conv2d(4, 3)               | [13,13]
          y = image -> locally_connected2d(4, 3)                                             | [3,3]
          y = image -> adaptive_avg_pool2d(2)                                                | [16,16]
          y = image -> conv2d(4, 32)                                                         | all
          y = image -> conv2d(4, 3) -> global_avg_pool2d                                     | all
          y = image -> conv2d(4, 3, stride=4) -> global_max_pool2d                           | [31,31]

          # Larger planes
          y = image -> conv_transpose2d(4, 3, stride=2)                                      | [2,2]
          y = image -> max_pool2d(2) -> upsample(2) -> conv2d(4, 3)                          | [4,4]
          y = image -> max_pool2d(2) -> upsample(2, mode=bilinear) -> conv2d(4, 3)           | [6,6]
          y = image -> conv2d(12, 3) -> depth_to_space(2) -> conv2d(4, 3)                    | [4,4]
          p = max_pool2d_with_indices(image, 2) y = max_unpool2d(p[0], p[1], 32) -> conv2d(4, 3) | [4,4]

          # Elements in another order
          y = image -> space_to_depth(2) -> conv2d(4, 1)                                     | [2,2]
          y = image -> conv2d(4, 3) -> local_response_norm(5) -> conv2d(4, 3)                | [5,5]
          y = image -> conv2d(4, 3) -> channel_shuffle(2) -> conv2d(4, 3)                    | [5,5]
          y = image -> transpose([0, 2, 3, 1]) -> transpose([0, 3, 1, 2]) -> conv2d(4, 3)    | [3,3]
          y = image -> conv2d(8, 4, stride=4) -> reshape([N, 8, 64]) -> transpose([0, 2, 1]) -> linear(5) | [4,4]
          y = image -> slice(2, 0, 32, step=2) -> conv2d(4, 3)                               | [5,3]
          y = image -> pad(2) -> conv2d(4, 3)                                                | [3,3]

          # Branches
          y = concat(image -> conv2d(4, 3), image -> conv2d(4, 5, padding=1))                | [5,5]
          y = (image -> conv2d(3, 3, padding=1)) + image                                     | [3,3]
          y = image * (image -> global_avg_pool2d -> conv2d(3, 1) -> sigmoid)                | all

          # Everything along an axis
          y = image -> softmax(axis=1)                                                       | [1,1]
          y = image -> softmax(axis=3)                                                       | [1,32]
          y = image -> sum(axes=[2])                                                         | [32,1]
          y = image -> argmax(axis=1)                                                        | [1,1]
          y = image -> flatten -> linear(10)                                                 | all
          """)
  void ofOneElementIs(String statements, String expected) throws IOException {
    assertEquals(expected, field("f32[N, 3, 32, 32]", statements));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f32[N, 32, 32, 3] | y = image -> transpose([0, 3, 1, 2]) -> conv2d(4, (3, 5))  | [3,5]
          f32[N, 32, 32, 1] | y = image -> reshape([N, 1, 32, 32]) -> conv2d(4, (3, 5))  | [3,5]
          f32[N, 3, 32]     | y = image -> conv1d(4, 5)                                  | [1,5]
          f32[N, 32]        | y = image -> linear(4)                                     | all
          """)
  void knowsOtherInputs(String type, String statements, String expected) throws IOException {
    assertEquals(expected, field(type, statements));
  }

  private String field(String input, String statements) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("net.cnn"),
            "cnn 1\nmodel Net { input image: %s %s }".formatted(input, statements));
    Summary summary = Summary.of(new Compiler(CompilerOptions.DEFAULT).load(file).graph());
    return SummaryJson.of(summary)
        .getAsJsonArray("layers")
        .asList()
        .getLast()
        .getAsJsonObject()
        .get("receptive_field")
        .toString()
        .replace("\"", "");
  }
}
