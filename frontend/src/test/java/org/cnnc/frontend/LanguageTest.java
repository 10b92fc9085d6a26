package org.cnnc.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.text.GraphPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each construct of the language means, seen in the graph it leaves. */
class LanguageTest {
  @TempDir Path folder;

  private ModelDefinition load(String text) throws IOException {
    Path file = folder.resolve("m.cnn");
    Files.writeString(file, "cnn 1\n" + text);
    return Frontend.load(file, FrontendOptions.DEFAULT);
  }

  /** A model on an 8x8 image of 4 channels whose only statement gives {@code y}. */
  private Graph onImage(String declarations, String shape, String statements) throws IOException {
    return load("%s model M { input x: f32[N, 4, 8, 8] output y: f32%s %s }"
            .formatted(declarations, shape, statements))
        .graph();
  }

  private static List<String> parameters(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> n.op() instanceof Parameter)
        .map(n -> ((Parameter) n.op()).name())
        .toList();
  }

  @Test
  void maximaGoBackToWhereTheyWere() throws IOException {
    Graph graph =
        onImage(
            "",
            "[N, 4, 8, 8]",
            "pooled = max_pool2d_with_indices(x, 2)  y = max_unpool2d(pooled[0], pooled[1], 8)");

    assertTrue(graph.nodes().getLast().op() instanceof MaxUnpool2d, graph.toString());
    assertEquals(List.of(-1, 4, 8, 8), graph.outputs().getFirst().value().type().dims());
  }

  @Test
  void theLargestElementsComeWithTheirIndices() throws IOException {
    Graph graph = onImage("", "[N, 3, 8, 8]", "best = topk(x, 3)  y = best[0]");

    assertEquals(List.of(-1, 3, 8, 8), graph.outputs().getFirst().value().type().dims());
  }

  @Test
  void aLocallyConnectedLayerHasWeightsForEachPlace() throws IOException {
    Graph graph = onImage("", "[N, 2, 6, 6]", "y = x -> here: locally_connected2d(2, 3)");

    assertEquals(List.of("here.weight", "here.bias"), parameters(graph));
  }

  /** The last op that each statement leaves, in the graph's own text. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "y = where(greater(x, 0), x, -1) | where %2, %0, %3 : f32[N,4,8,8]",
        "y = where(logical_or(less(x, 0), equal(x, 1)), 2.5, x) | where %5, %6, %0 : f32[N,4,8,8]",
        "y = x -> cast(i64) -> mod(3) -> cast(f32) | cast %3 {dtype=f32} : f32[N,4,8,8]",
        "i = argmin(x, keep=true, last=true) y = gather_elements(x, expand(i, [N, 4, 8, 8]))"
            + " | gather_elements %0, %2 {axis=1} : f32[N,4,8,8]",
        "y = gather(x, constant([3, 2, 1, 0], dtype=i64)) | gather %0, %1 {axis=1} : f32[N,4,8,8]",
        "y = matmul(x, x) | matmul %0, %0 : f32[N,4,8,8]",
        "y = x -> clip(min=0) | clip %0 {min=0.0, max=Infinity} : f32[N,4,8,8]",
        "y = x -> pad(1, value=-inf) -> max_pool2d(3, stride=1) |"
            + " max_pool2d %1 {kernel=[3,3], stride=[1,1], padding=[0,0,0,0], dilation=[1,1],"
            + " ceil_mode=false} : f32[N,4,8,8]",
        "y = x -> round | round %0 : f32[N,4,8,8]",
      })
  void says(String statements, String op) throws IOException {
    String text = GraphPrinter.print(onImage("", "[N, 4, 8, 8]", statements));
    assertTrue(text.contains(" = " + op + "\n  return"), text);
  }

  @Test
  void weightsMayBeTensorsOfTheModel() throws IOException {
    Graph graph =
        onImage(
            "",
            "[N, 4, 8, 8]",
            """
            param w: f32[4, 4, 1, 1]
            param b: f32[4]
            y = x -> conv2d(4, 1, weight=w, bias=b)
                  -> batch_norm(weight=b, bias=b, running_mean=b, running_var=b)
                  -> affine(b, b) -> prelu(weight=reshape(b, [4, 1, 1]))
                  -> conv2d(4, 1, weight=w, bias=false)
            """);

    assertEquals(List.of("w", "b"), parameters(graph));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2 * 3 | 7",
        "-2^2 | -4",
        "2^3^2 | 512",
        "7 div 2 * 2 | 6",
        "-7 div 2 | -4",
        "-7 % 3 | 2",
        "8 / 2 | 4",
        "ceil_div(7, 2) | 4",
        "floor(7 / 2.0) | 3",
        "max(1, 2, 3) - min([4, 5]) | -1",
        "if 1 < 2 and not false then 1 else 1 / 0 | 1",
        "len(reversed(0..<5)) + reversed(0..<5)[0] | 9",
        "len(3..1) | 0",
        "[1, [2, 3]][1][0] | 2",
        "(if true or 1 / 0 == 1 then 5 else 6) | 5",
        "len([1] + [2, 3]) | 3",
        "sum(1, 2, 3) | 6",
      })
  void computes(String expression, long expected) throws IOException {
    DiagnosticException e =
        assertThrows(
            DiagnosticException.class,
            () -> onImage("", "[N, 4, 8, 8]", "require false, \"{" + expression + "}\""));
    assertEquals(Long.toString(expected), e.diagnostics().getFirst().message());
    assertEquals(Code.REQUIRE_FAILED, e.diagnostics().getFirst().code());
  }

  @Test
  void thePipeBindsLoosest() throws IOException {
    Graph graph = onImage("", "[N, 4, 8, 8]", "y = x + x -> relu");
    assertEquals("relu", graph.nodes().getLast().origin().layers().getFirst().replace("1", ""));
  }

  @Test
  void sharedLayersHaveOneSetOfWeights() throws IOException {
    Graph graph =
        onImage(
            "block B(x: [N, C, H, W]) = x -> conv2d(C, 3, padding=1) -> bn: batch_norm",
            "[N, 4, 8, 8]",
            "y = x -> a: B -> share(a) -> c.0: conv2d(4, 1) -> share(\"c.{0}\")");
    assertEquals(
        List.of(
            "a.conv2d1.weight",
            "a.conv2d1.bias",
            "a.bn.weight",
            "a.bn.bias",
            "a.bn.running_mean",
            "a.bn.running_var",
            "c.0.weight",
            "c.0.bias"),
        parameters(graph));
    assertEquals(4, graph.nodes().stream().filter(n -> n.op() instanceof Conv2d).count());
  }

  @Test
  void layersWithoutLabelsAreNumbered() throws IOException {
    Graph graph =
        onImage("", "[N, 4, 8, 8]", "y = x -> conv2d1: conv2d(4, 1) -> conv2d(4, 1, bias=false)");
    assertEquals(List.of("conv2d1.weight", "conv2d1.bias", "conv2d2.weight"), parameters(graph));
  }

  @Test
  void blocksAndOperatorsAreValues() throws IOException {
    Graph graph =
        onImage(
            "block Twice(x, f: block) = x -> f -> f block G(x) = x -> tanh",
            "[N, 4, 8, 8]",
            "y = x -> Twice(relu) -> Twice(G)");
    assertEquals(5, graph.nodes().size());
  }

  @Test
  void packagedAndOtherFilesAreImported() throws IOException {
    Files.createDirectories(folder.resolve("blocks"));
    Files.writeString(
        folder.resolve("blocks/own.cnn"),
        "cnn 1 import \"deeper.cnn\" as d block Own(x) = x -> d.Deep");
    Files.writeString(folder.resolve("blocks/deeper.cnn"), "cnn 1 block Deep(x) = x -> relu");
    ModelDefinition model =
        load(
            "import std.vision import \"blocks/own.cnn\" "
                + "model M { input x: f32[N, 4, 8, 8] output y: f32[N, 6, 4, 4] "
                + "y = x -> c: vision.ConvBnRelu(6, 3, 2) -> own.Own "
                + "-> s: vision.SqueezeExcite(2) }");
    assertEquals("c.0.weight", parameters(model.graph()).getFirst());
    assertEquals(4, model.sources().size());
  }

  @Test
  void samePaddingIsOnnxs() throws IOException {
    Graph graph = onImage("", "[N, 1, 4, 4]", "y = x -> conv2d(1, 3, stride=2, padding=same)");
    Window window =
        graph.nodes().stream()
            .filter(n -> n.op() instanceof Conv2d)
            .map(n -> ((Conv2d) n.op()).window())
            .findFirst()
            .orElseThrow();
    assertEquals(new Window(2, 2, 0, 0, 1, 1, 1, 1), window);
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "max_pool2d(3, stride=2, padding=1, ceil_mode=true) | [N, 4, 5, 5]",
        "lp_pool2d(2.0, 2) | [N, 4, 4, 4]",
        "adaptive_avg_pool2d((2, 4)) | [N, 4, 2, 4]",
        "instance_norm | [N, 4, 8, 8]",
        "group_norm(2) | [N, 4, 8, 8]",
        "layer_norm(axis=2) | [N, 4, 8, 8]",
        "local_response_norm(3) | [N, 4, 8, 8]",
        "prelu(4) | [N, 4, 8, 8]",
        "gelu(\"tanh\") | [N, 4, 8, 8]",
        "softmax(axis=1) | [N, 4, 8, 8]",
        "max(axes=[2, 3]) | [N, 4]",
        "max(0) | [N, 4, 8, 8]",
        "mean(axes=-1, keep=true) | [N, 4, 8, 1]",
        "pad((1, 2, 3, 4), mode=reflect) | [N, 4, 15, 11]",
        "slice(2, 1, -1, 2) | [N, 4, 3, 8]",
        "upsample(3) | [N, 4, 24, 24]",
        "upsample((2, 1.5), mode=bicubic, align_corners=true) | [N, 4, 16, 12]",
        "upsample(1.3) | [N, 4, 10, 10]",
        "resize((5, 20), mode=bilinear, antialias=true) | [N, 4, 5, 20]",
        "resize(scale=0.5, coordinate_transformation_mode=asymmetric, nearest_mode=floor) | [N, 4, 4, 4]",
        "adaptive_avg_pool2d((3, 11)) -> adaptive_max_pool2d(5) | [N, 4, 5, 5]",
        "conv2d(2, 3, padding=(0, 1, 2, 0)) | [N, 2, 8, 7]",
        "conv_transpose2d(2, 3, stride=2, padding=same) | [N, 2, 16, 16]",
        "lp_pool2d(2, 3, stride=2, padding=1, ceil_mode=true) | [N, 4, 5, 5]",
        "flatten(2) -> pad((1, 2)) -> conv1d(5, 4, padding=(1, 2)) | [N, 5, 67]",
        "gelu(tanh) -> pad(1, mode=constant) -> depth_to_space(2, mode=CRD) | [N, 1, 20, 20]",
        "depth_to_space(2) | [N, 1, 16, 16]",
        "space_to_depth(2) | [N, 16, 4, 4]",
        "channel_shuffle(2) | [N, 4, 8, 8]",
        "reshape([N, 2, -1]) | [N, 2, 128]",
        "flatten(2) | [N, 4, 64]",
        "transpose([0, 2, 3, 1]) | [N, 8, 8, 4]",
        "unsqueeze(1) -> squeeze(1) | [N, 4, 8, 8]",
        "flatten(2) -> conv1d(5, 3, padding=1) -> max_pool1d(2) | [N, 5, 32]",
        "flatten(2) -> conv_transpose1d(5, 2, stride=2) | [N, 5, 128]",
        "conv_transpose2d(2, 2, stride=2) | [N, 2, 16, 16]",
        "conv2d(4, (1, 7), padding=(0, 3), groups=4) | [N, 4, 8, 8]",
        "repeat 3 { relu } | [N, 4, 8, 8]",
        "div(8 div 2) | [N, 4, 8, 8]",
        "if false { relu } else { flatten } | [N, 256]",
        "dropout(0.1) -> identity | [N, 4, 8, 8]",
        "clip(-1, 1) -> hard_tanh -> leaky_relu | [N, 4, 8, 8]",
      })
  void gives(String stages, String shape) throws IOException {
    Graph graph = onImage("", shape, "y = x -> " + stages);
    assertTrue(graph.outputs().getFirst().value().type().isBatched());
  }

  @Test
  void splitGivesAListThatConcatTakes() throws IOException {
    onImage(
        "",
        "[N, 4, 8, 8]",
        "parts = x -> split([1, 3]) joined = [] for p in reversed(parts) { joined += [p] } "
            + "y = concat(joined) + parts[0] * 2");
  }

  @Test
  void testsAreReadAsData() throws IOException {
    ModelDefinition model =
        load(
            "model M { input x: f32[N, 3] output y: f32[N, 3] y = x -> relu }"
                + " test \"t\" for M { x = [[1, -2, 3]] "
                + "expect top1(y) == 2, y[0, 1] <= 0.5, close(y, npy(\"y.npy\"), atol=0.1) }");
    GoldenTest test = model.tests().getFirst();
    assertEquals("t", test.title());
    assertEquals(3, test.expectations().size());
    assertEquals(1, test.inputs().size());
    assertEquals(
        new GoldenTest.Expectation.Close(
            test.expectations().get(2).span(),
            "y",
            new GoldenTest.Source.Npy(folder.resolve("y.npy")),
            0.1),
        test.expectations().get(2));
  }

  @Test
  void paramsAreTrainedTensorsOfTheirBlock() throws IOException {
    Graph graph =
        onImage(
            "block Scale(x: [N, C, H, W]) { param gamma: f32[C, 1, 1] return x * gamma }",
            "[N, 4, 8, 8]",
            "y = x -> s: Scale");
    assertEquals(List.of("s.gamma"), parameters(graph));
  }

  @Test
  void wordsOfTheLanguageMayBePartsOfLabelsAndTabsAndLineEndsDoNotMatter() throws IOException {
    Path file = folder.resolve("crlf.cnn");
    String text =
        """
        cnn 1
        model M {
        \tinput x: f32[N, 4, 8, 8]
        \toutput y: f32[N, 4, 8, 8]
        \ty = x -> model.0.block: conv2d(4, 1)
        }
        """;
    Files.writeString(file, "\uFEFF" + text.replace("\n", "\r\n"));
    Graph graph = Frontend.load(file, FrontendOptions.DEFAULT).graph();
    assertEquals("model.0.block.weight", parameters(graph).getFirst());
  }

  @Test
  void loadingTwiceGivesTheSameGraph() {
    Path file = Path.of("../examples/mobilenet_v2/mobilenet_v2.cnn");
    assertEquals(
        Frontend.load(file, FrontendOptions.DEFAULT).graph(),
        Frontend.load(file, FrontendOptions.DEFAULT.withDims(Map.of())).graph());
  }
}
