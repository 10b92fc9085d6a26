package org.cnnc.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWriterTest {
  private static final TensorType WEIGHT = TensorType.f32(300, 7);

  @TempDir Path folder;

  /** A dense layer with a ReLU fused to it, whose result and input are both outputs. */
  private static Graph dense() {
    Graph.Builder builder = new Graph.Builder("dense");
    Origin origin = Origin.of("fc");
    Value x = builder.add(new Input("x", TensorType.f32(TensorType.BATCH, 7)), Origin.NONE);
    Value weight = builder.add(new Constant("fc.weight", Tensor.generate(WEIGHT, i -> i)), origin);
    Value bias =
        builder.add(new Constant("fc.weight", Tensor.filled(TensorType.f32(300), -9)), origin);
    Linear linear = new Linear(x, weight, bias);
    Value previous = Value.previous(linear.resultTypes().getFirst());
    Value y = builder.add(new Fused(linear, List.of(Unary.of(UnaryKind.RELU, previous))), origin);
    Value twice = builder.add(new Binary(BinaryKind.ADD, y, y), Origin.of("fc"));
    Value sum = builder.add(new Binary(BinaryKind.ADD, twice, y), Origin.of("fc"));
    builder.output("y", y);
    builder.output("same", y);
    builder.output("x_again", x);
    builder.output("sum", sum);
    return builder.build();
  }

  private GraphProto written(long maxMessage) throws IOException {
    Path file = folder.resolve("dense.onnx");
    OnnxWriter.write(dense(), file, maxMessage);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertEquals(17, model.getOpsetImport(0).getVersion());
    assertEquals(8, model.getIrVersion());
    return model.getGraph();
  }

  @Test
  void namesAreThoseOfLayersAndWeightsAndUnique() throws IOException {
    GraphProto graph = written(Integer.MAX_VALUE);
    assertEquals(
        List.of("fc.weight", "fc.weight_2"),
        graph.getInitializerList().stream().map(TensorProto::getName).toList());
    assertEquals(
        List.of("y/anchor", "y", "fc", "sum", "same", "x_again"),
        graph.getNodeList().stream().map(NodeProto::getName).toList());
    assertEquals(
        List.of("Gemm", "Relu", "Add", "Add", "Identity", "Identity"),
        graph.getNodeList().stream().map(NodeProto::getOpType).toList());
    assertEquals(
        "N", graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam());
  }

  @Test
  void largeModelsHaveTheirWeightsBesideThem() throws IOException {
    GraphProto inside = written(Integer.MAX_VALUE);
    GraphProto outside = written(2000);
    byte[] data = Files.readAllBytes(folder.resolve("dense.onnx.data"));

    for (int i = 0; i < inside.getInitializerCount(); i++) {
      Map<String, String> place =
          outside.getInitializer(i).getExternalDataList().stream()
              .collect(
                  Collectors.toMap(
                      StringStringEntryProto::getKey, StringStringEntryProto::getValue));
      assertEquals("dense.onnx.data", place.get("location"));
      int offset = Integer.parseInt(place.get("offset"));
      int length = Integer.parseInt(place.get("length"));
      assertEquals(0, offset % 4096);
      assertArrayEquals(
          inside.getInitializer(i).getRawData().toByteArray(),
          Arrays.copyOfRange(data, offset, offset + length));
    }
    ByteBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(2099, floats.getFloat(4 * 2099));
    assertEquals(inside.getNodeList(), outside.getNodeList());
  }

  @Test
  void sameGraphSameBytes() throws IOException {
    OnnxWriter.write(dense(), folder.resolve("a.onnx"));
    OnnxWriter.write(dense(), folder.resolve("b.onnx"));
    assertEquals(-1, Files.mismatch(folder.resolve("a.onnx"), folder.resolve("b.onnx")));
  }

  @Test
  void failureLeavesWhatWasThere() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.writeString(file, "old");
    Graph.Builder builder = new Graph.Builder("unbound");
    builder.output(
        "w", builder.add(new Parameter("w", WEIGHT, Parameter.Role.WEIGHT), Origin.NONE));
    assertThrows(IllegalArgumentException.class, () -> OnnxWriter.write(builder.build(), file));
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
