package org.cnnc.frontend.onnx;

import static org.cnnc.frontend.onnx.OnnxModels.floats;
import static org.cnnc.frontend.onnx.OnnxModels.integers;
import static org.cnnc.frontend.onnx.OnnxModels.node;
import static org.cnnc.frontend.onnx.OnnxModels.reals;
import static org.cnnc.frontend.onnx.OnnxModels.scalar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operators whose attributes or inputs changed mean the same in every opset, however they say it.
 */
class OpsetsTest {
  private static final long SEED = 1;
  private static final TensorType IMAGES = TensorType.f32(TensorType.BATCH, 4, 6, 6);
  private static final TensorType ROWS = TensorType.f32(TensorType.BATCH, 4);

  @TempDir private Path folder;

  /** One way to say something. */
  private record Form(
      long opset, TensorType x, List<TensorProto> initializers, List<NodeProto> nodes) {}

  private static Form form(long opset, NodeProto... nodes) {
    return new Form(opset, IMAGES, List.of(), List.of(nodes));
  }

  private static Form form(long opset, List<TensorProto> initializers, NodeProto... nodes) {
    return new Form(opset, IMAGES, initializers, List.of(nodes));
  }

  private static Form rows(long opset, NodeProto... nodes) {
    return rows(opset, List.of(), nodes);
  }

  private static Form rows(long opset, List<TensorProto> initializers, NodeProto... nodes) {
    return new Form(opset, ROWS, initializers, List.of(nodes));
  }

  private static AttributeProto ints(String name, Integer... values) {
    return Attribute.of(name, List.of(values));
  }

  private static Map<String, List<Form>> forms() {
    Map<String, List<Form>> forms = new LinkedHashMap<>();
    forms.putAll(elementwise());
    forms.putAll(moves());
    forms.putAll(reductions());
    forms.putAll(windows());
    return forms;
  }

  private static Map<String, List<Form>> elementwise() {
    Map<String, List<Form>> forms = new LinkedHashMap<>();
    List<TensorProto> channels = List.of(reals("c", 1, -2, 3, 0.5f));
    forms.put(
        "Dropout",
        List.of(
            form(7, node("Dropout", "x", "y", Attribute.of("ratio", 0.25f))),
            form(10, node("Dropout", "x", "y", Attribute.of("ratio", 0.25f))),
            form(13, List.of(scalar("r", 0.25f)), node("Dropout", "x r", "y")),
            form(22, node("Identity", "x", "y"))));
    forms.put(
        "BatchNormalization",
        List.of(
            form(
                7,
                List.of(reals("c", 1, 2, 3, 0.5f)),
                node("BatchNormalization", "x c c c c", "y", Attribute.of("spatial", 1))),
            form(
                9,
                List.of(reals("c", 1, 2, 3, 0.5f)),
                node("BatchNormalization", "x c c c c", "y")),
            form(
                15,
                List.of(reals("c", 1, 2, 3, 0.5f)),
                node("BatchNormalization", "x c c c c", "y", Attribute.of("training_mode", 0)))));
    forms.put(
        "Add",
        List.of(
            form(
                6,
                channels,
                node("Add", "x c", "y", Attribute.of("broadcast", 1), Attribute.of("axis", 1))),
            form(
                7,
                withAxes(channels, 1, 2),
                node("Unsqueeze", "c", "d", ints("axes", 1, 2)),
                node("Add", "x d", "y")),
            form(
                13,
                withAxes(channels, 1, 2),
                node("Unsqueeze", "c axes", "d"),
                node("Add", "x d", "y"))));
    forms.put(
        "PRelu",
        List.of(
            form(6, channels, node("PRelu", "x c", "y")),
            form(
                9,
                channels,
                node("Unsqueeze", "c", "d", ints("axes", 1, 2)),
                node("PRelu", "x d", "y")),
            form(
                16,
                withAxes(channels, 1, 2),
                node("Unsqueeze", "c axes", "d"),
                node("PRelu", "x d", "y"))));
    forms.put(
        "Clip",
        List.of(
            form(6, node("Clip", "x", "y", Attribute.of("min", -0.5f), Attribute.of("max", 0.25f))),
            form(11, List.of(scalar("a", -0.5f), scalar("b", 0.25f)), node("Clip", "x a b", "y")),
            form(
                13,
                List.of(scalar("a", -0.5f), scalar("b", 0.25f)),
                node("Clip", "x a", "z"),
                node("Clip", "z _ b", "y"))));
    return forms;
  }

  private static List<TensorProto> withAxes(List<TensorProto> tensors, long... axes) {
    List<TensorProto> all = new ArrayList<>(tensors);
    all.add(integers("axes", axes));
    return all;
  }

  private static Map<String, List<Form>> moves() {
    Map<String, List<Form>> forms = new LinkedHashMap<>();
    forms.put(
        "Slice",
        List.of(
            form(
                7,
                node(
                    "Slice",
                    "x",
                    "y",
                    ints("starts", 1, 0),
                    ints("ends", 3, -2),
                    ints("axes", 1, 3))),
            form(
                10,
                List.of(integers("s", 1, 0), integers("e", 3, -2), integers("a", 1, 3)),
                node("Slice", "x s e a", "y")),
            form(
                13,
                List.of(
                    integers("s", 1, 0),
                    integers("e", 3, -2),
                    integers("a", -3, -1),
                    integers("t", 1, 1)),
                node("Slice", "x s e a t", "y"))));
    forms.put(
        "Pad",
        List.of(
            form(
                7,
                node(
                    "Pad",
                    "x",
                    "y",
                    ints("pads", 0, 0, 1, 0, 0, 0, 0, 2),
                    Attribute.of("value", 0.5f))),
            form(
                11,
                List.of(integers("p", 0, 0, 1, 0, 0, 0, 0, 2), scalar("v", 0.5f)),
                node("Pad", "x p v", "y")),
            form(
                18,
                List.of(integers("p", 1, 0, 0, 2), scalar("v", 0.5f), integers("a", 2, 3)),
                node("Pad", "x p v a", "y"))));
    forms.put(
        "Split",
        List.of(
            form(
                7,
                node("Split", "x", "p q", ints("split", 2, 2), Attribute.of("axis", 1)),
                node("Sub", "p q", "y")),
            form(7, node("Split", "x", "p q", Attribute.of("axis", 1)), node("Sub", "p q", "y")),
            form(
                13,
                List.of(integers("s", 2, 2)),
                node("Split", "x s", "p q", Attribute.of("axis", 1)),
                node("Sub", "p q", "y")),
            form(
                18,
                node("Split", "x", "p q", Attribute.of("axis", -3), Attribute.of("num_outputs", 2)),
                node("Sub", "p q", "y"))));
    forms.put(
        "Squeeze and Unsqueeze",
        List.of(
            form(
                7,
                node("Unsqueeze", "x", "u", ints("axes", 1, 3)),
                node("Squeeze", "u", "y", ints("axes", 1))),
            form(
                13,
                List.of(integers("a", 1, 3), integers("b", 1)),
                node("Unsqueeze", "x a", "u"),
                node("Squeeze", "u b", "y")),
            form(
                21,
                List.of(integers("a", -3, 1), integers("b", -5)),
                node("Unsqueeze", "x a", "u"),
                node("Squeeze", "u b", "y"))));
    forms.put(
        "Reshape",
        List.of(
            form(7, List.of(integers("s", 0, 2, 72)), node("Reshape", "x s", "y")),
            form(
                14,
                List.of(integers("s", -1, 2, 72)),
                node("Reshape", "x s", "y", Attribute.of("allowzero", 1))),
            form(
                21,
                List.of(integers("s", 2, 72)),
                node("Shape", "x", "n", Attribute.of("end", 1)),
                node("Concat", "n s", "d", Attribute.of("axis", 0)),
                node("Reshape", "x d", "y"))));
    forms.put(
        "DepthToSpace",
        List.of(
            form(7, node("DepthToSpace", "x", "y", Attribute.of("blocksize", 2))),
            form(
                13,
                node(
                    "DepthToSpace",
                    "x",
                    "y",
                    Attribute.of("blocksize", 2),
                    Attribute.of("mode", "DCR")))));
    forms.put(
        "TopK",
        List.of(
            form(7, node("TopK", "x", "y i", Attribute.of("k", 2), Attribute.of("axis", 1))),
            form(
                10, List.of(integers("k", 2)), node("TopK", "x k", "y i", Attribute.of("axis", 1))),
            form(
                11,
                List.of(integers("k", 2)),
                node(
                    "TopK",
                    "x k",
                    "y i",
                    Attribute.of("axis", -3),
                    Attribute.of("largest", 1),
                    Attribute.of("sorted", 1)))));
    return forms;
  }

  private static Map<String, List<Form>> reductions() {
    Map<String, List<Form>> forms = new LinkedHashMap<>();
    for (String kind :
        List.of("Mean", "Max", "Min", "Prod", "L1", "L2", "LogSumExp", "SumSquare", "Sum")) {
      String op = "Reduce" + kind;
      int newer = kind.equals("Sum") ? 13 : 18;
      forms.put(
          op,
          List.of(
              form(7, node(op, "x", "y", ints("axes", 2, 3), Attribute.of("keepdims", 0))),
              form(11, node(op, "x", "y", ints("axes", -1, -2), Attribute.of("keepdims", 0))),
              form(
                  newer,
                  List.of(integers("a", 2, 3)),
                  node(op, "x a", "y", Attribute.of("keepdims", 0))),
              form(
                  newer,
                  List.of(integers("a", -2, -1)),
                  node(op, "x a", "k"),
                  node("Flatten", "k", "y"))));
    }
    for (String op : List.of("Softmax", "LogSoftmax")) {
      forms.put(
          op + " of rows",
          List.of(
              rows(7, node(op, "x", "y")), rows(11, node(op, "x", "y", Attribute.of("axis", -1))),
              rows(13, node(op, "x", "y")), rows(13, node(op, "x", "y", Attribute.of("axis", 1)))));
      forms.put(
          op + " of all that follows the axis",
          List.of(
              form(7, node(op, "x", "y")),
              form(11, node(op, "x", "y", Attribute.of("axis", 1))),
              form(
                  13,
                  List.of(integers("s", 0, 4, 6, 6)),
                  node("Flatten", "x", "f"),
                  node(op, "f", "p"),
                  node("Reshape", "p s", "y"))));
    }
    forms.put(
        "Gemm",
        List.of(
            rows(7, List.of(matrix(), reals("c", 0, 0, 0)), node("Gemm", "x w c", "y")),
            rows(11, List.of(matrix()), node("Gemm", "x w", "y")),
            rows(13, List.of(matrix()), node("MatMul", "x w", "y"))));
    return forms;
  }

  private static TensorProto matrix() {
    return reals("w", 1, 2, 3, -1, -2, -3, 0.5f, 0.25f, 4, 5, 6, 7).toBuilder()
        .clearDims()
        .addDims(4)
        .addDims(3)
        .build();
  }

  private static Map<String, List<Form>> windows() {
    Map<String, List<Form>> forms = new LinkedHashMap<>();
    AttributeProto kernel = ints("kernel_shape", 3, 3);
    forms.put(
        "MaxPool",
        List.of(
            form(7, node("MaxPool", "x", "y", kernel, ints("strides", 2, 2))),
            form(
                10,
                node(
                    "MaxPool",
                    "x",
                    "y",
                    kernel,
                    ints("strides", 2, 2),
                    Attribute.of("ceil_mode", 0),
                    ints("dilations", 1, 1))),
            form(
                12,
                node(
                    "MaxPool",
                    "x",
                    "y",
                    kernel,
                    ints("strides", 2, 2),
                    Attribute.of("auto_pad", "VALID")))));
    forms.put(
        "AveragePool",
        List.of(
            form(
                7,
                node(
                    "AveragePool",
                    "x",
                    "y",
                    kernel,
                    ints("pads", 1, 1, 1, 1),
                    Attribute.of("count_include_pad", 1))),
            form(
                10,
                node(
                    "AveragePool",
                    "x",
                    "y",
                    kernel,
                    ints("pads", 1, 1, 1, 1),
                    Attribute.of("count_include_pad", 1),
                    Attribute.of("ceil_mode", 0))),
            form(
                19,
                node(
                    "AveragePool",
                    "x",
                    "y",
                    kernel,
                    Attribute.of("auto_pad", "SAME_UPPER"),
                    Attribute.of("count_include_pad", 1),
                    ints("dilations", 1, 1)))));
    List<TensorProto> twice =
        List.of(reals("s", 1, 1, 2, 2), reals("r"), integers("z", 2, 4, 12, 12));
    for (String mode : List.of("nearest", "linear")) {
      AttributeProto by = Attribute.of("mode", mode);
      AttributeProto from = Attribute.of("coordinate_transformation_mode", "asymmetric");
      AttributeProto floor = Attribute.of("nearest_mode", "floor");
      forms.put(
          "Upsample and Resize, " + mode,
          List.of(
              form(7, node("Upsample", "x", "y", by, floats("scales", 1, 1, 2, 2))),
              form(9, twice, node("Upsample", "x s", "y", by)),
              form(10, twice, node("Resize", "x s", "y", by)),
              form(11, twice, node("Resize", "x r s", "y", by, from, floor)),
              form(13, twice, node("Resize", "x _ s", "y", by, from, floor)),
              form(
                  19,
                  List.of(reals("s", 2, 2)),
                  node("Resize", "x _ s", "y", by, from, floor, ints("axes", 2, 3)))));
    }
    return forms;
  }

  @TestFactory
  Stream<DynamicTest> everyFormGivesTheSame() {
    return forms().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private void check(List<Form> forms) throws IOException {
    Tensor expected = run(forms.getFirst());
    for (Form form : forms) {
      assertEquals(
          Arrays.toString(expected.toFloatArray()),
          Arrays.toString(run(form).toFloatArray()),
          "opset " + form.opset());
    }
  }

  private Tensor run(Form form) throws IOException {
    Random random = new Random(SEED);
    Tensor x = Tensor.generate(form.x().withBatch(2), i -> random.nextGaussian());
    return GraphInterpreter.run(read(form), Map.of("x", x)).get("y");
  }

  private Graph read(Form form) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(
        file,
        OnnxModels.model(
                form.opset(), form.x(), form.initializers(), form.nodes().toArray(NodeProto[]::new))
            .toByteArray());
    return OnnxReader.read(file, Map.of());
  }

  @Test
  void theMaskOfADropoutChangedItsType() throws IOException {
    NodeProto dropout = node("Dropout", "x", "kept y");
    assertEquals(DType.F32, read(form(7, dropout)).outputs().getFirst().value().type().dtype());
    assertEquals(DType.BOOL, read(form(12, dropout)).outputs().getFirst().value().type().dtype());
  }

  @Test
  void whatAnOpsetHasNotIsRefused() {
    assertThrows(UnsupportedException.class, () -> read(form(7, node("Gelu", "x", "y"))));
    assertThrows(UnsupportedException.class, () -> read(form(5, node("Relu", "x", "y"))));
  }
}
