package org.cnnc.benchmarks.sidebyside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void quantilesAreInterpolated() {
    Times times = new Times(Stream.of(4, 1, 3, 2).map(ratio -> new Times.Pair(1, ratio)).toList());
    assertEquals(2.5, times.medianRatio());
    assertEquals(1.75, times.lowerQuartile());
    assertEquals(3.25, times.upperQuartile());
    assertEquals(2.5, times.theirMedian());
  }

  @Test
  void ratioIsOfPairsNotOfMedians() {
    Times times = Times.of(List.of(1.0, 2.0, 9.0), List.of(9.0, 2.0, 9.0));
    assertEquals(1, times.medianRatio());
    assertEquals(9, times.theirMedian());
  }

  @Test
  void modelsAreNamedBehindTheirFile() {
    assertEquals(
        new ModelChoice(Path.of("a:b/resnet.cnn"), Optional.of("ResNet18"), Map.of("H", 4)),
        ModelChoice.of("a:b/resnet.cnn:ResNet18", Map.of("H", 4)));
    assertEquals(
        new ModelChoice(Path.of("lenet5.cnn"), Optional.empty(), Map.of()),
        ModelChoice.of("lenet5.cnn", Map.of()));
  }

  @Test
  void everyModelOfTheSetIsThere() {
    List<ModelChoice> set = ModelSet.in(Path.of("..", "examples"), Pattern.compile(""));
    assertEquals(14, set.size());
    for (ModelChoice choice : set) {
      CompilerOptions options =
          CompilerOptions.DEFAULT.withModel(choice.model().orElseThrow()).withDims(choice.dims());
      assertTrue(new Compiler(options).load(choice.file()).graph().isBatched(), choice::toString);
    }
  }

  @Test
  void onlyChoosesByFileAndName() {
    Pattern resnets = Pattern.compile("resnet.cnn:.*50", Pattern.CASE_INSENSITIVE);
    assertEquals(
        List.of("examples/resnet/resnet.cnn:ResNet50"),
        ModelSet.in(Path.of("examples"), resnets).stream().map(ModelChoice::toString).toList());
  }

  /**
   * Two models: beside ONNX Runtime 2 and 8 times as fast, beside OpenCV the first half as fast.
   */
  private static final Report REPORT =
      new Report(
          List.of(Rival.ONNXRUNTIME, Rival.OPENCV),
          List.of(
              new Row(
                  "A",
                  1,
                  List.of(3.0),
                  List.of(measured(Rival.ONNXRUNTIME, 2), measured(Rival.OPENCV, 0.5))),
              new Row(
                  "B",
                  1,
                  List.of(0.25),
                  List.of(
                      measured(Rival.ONNXRUNTIME, 8),
                      new Row.Refused(Rival.OPENCV, "OpenCV: no such layer")))));

  private static Row.Measured measured(Rival rival, double ratio) {
    return new Row.Measured(rival, new Times(List.of(new Times.Pair(1, ratio))), 0);
  }

  @Test
  void meansAreGeometricAndOfWhatWasMeasured() {
    String table = printed(REPORT::table);
    assertEquals(
        """
        model           threads  ours ms  ONNX Runtime ms  ratio (quartiles)  OpenCV ms  ratio (quartiles)  best rival / ours
        A                     1     3.00             2.00   2.00 (2.00-2.00)     0.5000   0.50 (0.50-0.50)               0.50
        B                     1   0.2500             8.00   8.00 (8.00-8.00)          -                  -               8.00
        geometric mean        1                                         4.00                          0.50               2.00
        B: OpenCV: no such layer
        """,
        table);
    assertTrue(REPORT.agree());
  }

  @Test
  void aWrongAnswerIsToldAndNotMeasured() throws IOException {
    Report report =
        new Report(
            List.of(Rival.OPENCV),
            Collections.nCopies(
                2,
                new Row(
                    "A",
                    1,
                    List.of(3.0),
                    List.of(
                        new Row.Disagrees(Rival.OPENCV, "element 0 of `y` is 1.0 and not 2.0")))));
    assertFalse(report.agree());
    assertEquals(
        """
        model  threads  ours ms  OpenCV ms  ratio (quartiles)
        A            1     3.00          -                  -
        A            1     3.00          -                  -
        A: OpenCV does not agree: element 0 of `y` is 1.0 and not 2.0
        """,
        printed(report::table));
    assertTrue(
        printed(
                out -> {
                  try {
                    report.json(out);
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                })
            .contains("\"disagrees\": \"element 0 of"));
  }

  private static String printed(Consumer<PrintStream> report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    report.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
