package org.cnnc.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.ModelDefinition.SourceInfo;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.Graph;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {
  @TempDir Path folder;

  private Path model(NodeProto... nodes) throws IOException {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    for (int dim : new int[] {4, 6, 6}) {
      shape.addDimBuilder().setDimValue(dim);
    }
    TypeProto.Tensor type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("g")
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("x")
                    .setType(TypeProto.newBuilder().setTensorType(type)))
            .addOutput(ValueInfoProto.newBuilder().setName("y"))
            .addInitializer(integers("minus_one", -1))
            .addInitializer(integers("zero", 0))
            .addAllNode(List.of(nodes));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.toByteArray());
    return file;
  }

  private static TensorProto integers(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(1)
        .addInt64Data(value)
        .build();
  }

  private static NodeProto node(String opType, String y, List<String> inputs, String... axis) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(opType).addOutput(y).addAllInput(inputs);
    for (String name : axis) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(name)
              .setType(AttributeProto.AttributeType.INT)
              .setI(0));
    }
    return node.build();
  }

  /** As exporters write {@code x.view(x.size(0), -1)}. */
  private Path flattening() throws IOException {
    return model(
        node("Shape", "shape", List.of("x")),
        node("Gather", "batch", List.of("shape", "zero"), "axis"),
        node("Concat", "dims", List.of("batch", "minus_one"), "axis"),
        node("Reshape", "y", List.of("x", "dims")));
  }

  @Test
  void shapesAreFoldedAndTheBatchStaysUnknown() throws IOException {
    Graph graph = OnnxReader.read(flattening(), Map.of());
    assertEquals(TensorType.f32(TensorType.BATCH, 144), graph.outputs().getFirst().value().type());
    assertEquals(1, graph.nodes().stream().filter(node -> node.op() instanceof Reshape).count());
  }

  @Test
  void aSizeForTheBatchFixesIt() throws IOException {
    Graph graph = OnnxReader.read(flattening(), Map.of("batch", 2));
    assertEquals(TensorType.f32(2, 144), graph.outputs().getFirst().value().type());
  }

  @Test
  void everythingUnsupportedIsNamedAtOnce() throws IOException {
    Path file =
        model(
            node("Einsum", "a", List.of("x")),
            node("Relu", "b", List.of("a")),
            node("NonZero", "c", List.of("x")),
            node("Add", "y", List.of("b", "c")));
    String message =
        assertThrows(UnsupportedException.class, () -> OnnxReader.read(file, Map.of()))
            .getMessage();
    assertEquals(3, message.lines().count(), message);
    assertTrue(message.contains("Einsum `a`") && message.contains("NonZero `c`"), message);
  }

  @Test
  void externalDataMustBeInTheFolder() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(folder.resolve("secret"), new byte[4]);
    assertEquals(0, new TensorReader(folder).read(external("secret")).floatAt(0));
    assertThrows(OnnxException.class, () -> new TensorReader(inner).read(external("../secret")));
  }

  private static TensorProto external(String location) {
    return TensorProto.newBuilder()
        .setName("w")
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addDims(1)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .build();
  }

  @Test
  void aDefinitionsSourcesAreAllFilesThatWereRead() throws IOException {
    Path data = Files.write(folder.resolve("data"), new byte[4]);
    Path file = withExternal("data");
    List<SourceInfo> before = OnnxReader.load(file, Map.of()).sources();
    assertEquals(
        List.of(file.toString(), data.toString()), before.stream().map(SourceInfo::file).toList());

    Files.write(data, new byte[] {1, 2, 3, 4});
    List<SourceInfo> after = OnnxReader.load(file, Map.of()).sources();
    assertEquals(before.getFirst(), after.getFirst());
    assertNotEquals(before.getLast(), after.getLast());
  }

  private Path withExternal(String location) throws IOException {
    Path file = flattening();
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    model.getGraphBuilder().addInitializer(external(location));
    return Files.write(file, model.build().toByteArray());
  }

  @Test
  void dimensionsHaveTheSizesOfArrays() throws IOException {
    Path file = symbolic();
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> OnnxReader.load(file, Map.of()));
    assertTrue(e.getMessage().contains("H, x.3"), e.getMessage());

    Map<String, Integer> sizes = Map.of("H", 5, "x.3", 7);
    assertEquals(sizes, OnnxReader.sizes(file, Map.of("x", List.of(2, 4, 5, 7))));
    assertEquals(sizes, OnnxReader.sizes(file, Map.of("x", List.of(4, 5, 7))));
    assertEquals(Map.of(), OnnxReader.sizes(file, Map.of("x", List.of(7), "z", List.of(1))));
    assertEquals(
        TensorType.f32(TensorType.BATCH, 4, 5, 7),
        OnnxReader.load(file, sizes).inputs().getFirst().type());
  }

  /** Of the input, only the channels have a size. */
  private Path symbolic() throws IOException {
    Path file = flattening();
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    TensorShapeProto.Builder shape =
        model
            .getGraphBuilder()
            .getInputBuilder(0)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder();
    shape.getDimBuilder(2).setDimParam("H");
    shape.getDimBuilder(3).clear();
    return Files.write(file, model.build().toByteArray());
  }

  @Test
  void sizesMustBeOfTheModelsDimensions() throws IOException {
    Path file = flattening();
    assertCode(Code.UNKNOWN_DIMENSION, file, Map.of("H", 3));
    assertCode(Code.INVALID_ARGUMENT, file, Map.of("batch", 0));
    assertCode(Code.INVALID_ARGUMENT, file, Map.of("batch", -1));
  }

  private static void assertCode(Code code, Path file, Map<String, Integer> dims) {
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> OnnxReader.load(file, dims));
    assertEquals(code, e.diagnostics().getFirst().code());
  }
}
