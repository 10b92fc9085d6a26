package org.cnnc.frontend.onnx;

import static org.cnnc.frontend.onnx.OnnxModels.floats;
import static org.cnnc.frontend.onnx.OnnxModels.integers;
import static org.cnnc.frontend.onnx.OnnxModels.node;
import static org.cnnc.frontend.onnx.OnnxModels.reals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.ByteString;
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
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxReaderTest {
  @TempDir Path folder;

  private Path model(NodeProto... nodes) throws IOException {
    ModelProto model =
        OnnxModels.model(
            17,
            TensorType.f32(TensorType.BATCH, 4, 6, 6),
            List.of(integers("minus_one", -1), integers("zero", 0)),
            nodes);
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  /** As exporters write {@code x.view(x.size(0), -1)}. */
  private Path flattening() throws IOException {
    return model(
        node("Shape", "x", "shape"),
        node("Gather", "shape zero", "batch", Attribute.of("axis", 0)),
        node("Concat", "batch minus_one", "dims", Attribute.of("axis", 0)),
        node("Reshape", "x dims", "y"));
  }

  @Test
  void shapesAreFoldedAndTheBatchStaysUnknown() throws IOException {
    Graph graph = OnnxReader.read(flattening(), Map.of());
    assertEquals(TensorType.f32(TensorType.BATCH, 144), graph.outputs().getFirst().value().type());
    assertEquals(1, graph.nodes().stream().filter(node -> node.op() instanceof Reshape).count());
  }

  /**
   * {@code [1, -1]}, {@code [-1, 144]}, {@code [0, -1]} and {@code [1, 144]} all flatten images.
   */
  @ParameterizedTest
  @CsvSource({"1, -1", "-1, 144", "0, -1", "1, 144"})
  void theBatchIsFoundInAReshape(long first, long second) throws IOException {
    ModelProto model =
        OnnxModels.model(
            17,
            TensorType.f32(TensorType.BATCH, 4, 6, 6),
            List.of(integers("shape", first, second)),
            node("Reshape", "x shape", "y"));
    Path file = Files.write(folder.resolve("reshape.onnx"), model.toByteArray());
    assertEquals(
        TensorType.f32(TensorType.BATCH, 144),
        OnnxReader.read(file, Map.of()).outputs().getFirst().value().type());
  }

  /** Weights of every width, and constants of every form, listed among the inputs as of old. */
  @Test
  void weightsAreWidened() throws IOException {
    byte[] half = {0, 0x3e, 0, (byte) 0xc0};
    byte[] brain = {(byte) 0xc0, 0x3f, 0, (byte) 0xc0};
    TensorProto doubles =
        tensor("d", TensorProto.DataType.DOUBLE).addDoubleData(1.5).addDoubleData(-2).build();
    TensorProto sparse = reals("s", 1.5f, -2).toBuilder().setName("").build();
    ModelProto.Builder model =
        OnnxModels.model(
            17,
            TensorType.f32(TensorType.BATCH, 2),
            List.of(
                tensor("h", TensorProto.DataType.FLOAT16)
                    .setRawData(ByteString.copyFrom(half))
                    .build(),
                tensor("b", TensorProto.DataType.BFLOAT16)
                    .setRawData(ByteString.copyFrom(brain))
                    .build(),
                doubles),
            node("Constant", "", "f", floats("value_floats", 1.5f, -2)),
            node(
                "Constant",
                "",
                "s",
                AttributeProto.newBuilder()
                    .setName("sparse_value")
                    .setType(AttributeProto.AttributeType.SPARSE_TENSOR)
                    .setSparseTensor(
                        SparseTensorProto.newBuilder()
                            .setValues(sparse)
                            .setIndices(integers("", 0, 1))
                            .addDims(2))
                    .build()),
            node("Constant", "", "one", Attribute.of("value_float", 1.5f)),
            node("Sum", "h b d f s one x", "y"))
            .toBuilder();
    model.getGraphBuilder().addInput(model.getGraph().getInput(0).toBuilder().setName("h"));
    Path file = Files.write(folder.resolve("widths.onnx"), model.build().toByteArray());
    Tensor x = Tensor.filled(TensorType.f32(1, 2), 0);
    Tensor y = GraphInterpreter.run(OnnxReader.read(file, Map.of()), Map.of("x", x)).get("y");
    assertArrayEquals(new float[] {9, -8.5f}, y.toFloatArray());
  }

  private static TensorProto.Builder tensor(String name, TensorProto.DataType type) {
    return TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).addDims(2);
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
            node("Einsum", "x", "a"),
            node("Relu", "a", "b"),
            node("NonZero", "b", "c"),
            node("Add", "b c", "y"));
    String message =
        assertThrows(UnsupportedException.class, () -> OnnxReader.read(file, Map.of()))
            .getMessage();
    assertEquals(3, message.lines().count(), message);
    assertTrue(message.contains("Einsum `a`") && message.contains("NonZero `c`"), message);
  }

  @Test
  void threeSpatialDimensionsAreRefused() throws IOException {
    TensorType volume = TensorType.f32(TensorType.BATCH, 4, 6, 6, 6);
    List<TensorProto> weights = List.of(integers("w", 0));
    ModelProto model =
        OnnxModels.model(
            17,
            volume,
            weights,
            node("Conv", "x w", "a"),
            node("MaxPool", "x", "b"),
            node("AveragePool", "x", "c"),
            node("ConvTranspose", "x w", "y"));
    Path file = Files.write(folder.resolve("volume.onnx"), model.toByteArray());
    String message =
        assertThrows(UnsupportedException.class, () -> OnnxReader.read(file, Map.of()))
            .getMessage();
    List<String> lines = message.lines().skip(1).toList();
    assertEquals(4, lines.size(), message);
    assertTrue(
        lines.stream().allMatch(line -> line.contains("3 spatial dimensions, 1 and 2 are")),
        message);
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
