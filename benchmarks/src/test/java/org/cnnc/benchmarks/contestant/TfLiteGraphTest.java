package org.cnnc.benchmarks.contestant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphReader;
import org.junit.jupiter.api.Test;

/**
 * What a graph becomes for TensorFlow Lite. That it computes the same is checked by every
 * measurement, which needs the engine; this does not.
 */
class TfLiteGraphTest {
  /** {@code BuiltinOperator} of the schema. */
  private static final Map<Integer, String> NAMES =
      Map.of(
          3,
          "CONV_2D",
          17,
          "MAX_POOL_2D",
          34,
          "PAD",
          9,
          "FULLY_CONNECTED",
          22,
          "RESHAPE",
          97,
          "RESIZE_NEAREST_NEIGHBOR",
          0,
          "ADD",
          39,
          "TRANSPOSE");

  private static Graph graph(String body) {
    return GraphReader.read("graph @g {\n" + body + "\n}\n");
  }

  private static List<String> operators(Graph graph) {
    ByteBuffer file = TfLiteGraph.of(graph).file();
    assertEquals(
        "TFL3",
        StandardCharsets.US_ASCII
            .decode(file.slice(file.position() + Integer.BYTES, 4))
            .toString());
    Reading model = new Reading(file, file.getInt(file.position()) + file.position());
    Reading subgraph = model.tables(2).getFirst();
    List<Reading> codes = model.tables(1);
    return subgraph.tables(3).stream()
        .map(operator -> NAMES.get(codes.get(operator.integer(0)).integer(3)))
        .toList();
  }

  /** A table of a flatbuffer, its fields by number. */
  private static final class Reading extends Table {
    Reading(ByteBuffer buffer, int at) {
      __reset(at, buffer);
    }

    int integer(int field) {
      int offset = __offset(4 + 2 * field);
      return offset == 0 ? 0 : bb.getInt(offset + bb_pos);
    }

    List<Reading> tables(int field) {
      int offset = __offset(4 + 2 * field);
      List<Reading> tables = new ArrayList<>();
      for (int i = 0; i < __vector_len(offset); i++) {
        tables.add(new Reading(bb, __indirect(__vector(offset) + 4 * i)));
      }
      return tables;
    }
  }

  @Test
  void activationsAreInTheOperatorBeforeThem() {
    assertEquals(
        List.of("CONV_2D", "ADD"),
        operators(
            graph(
                """
                  %0 = input @x : f32[1,8,4,4]
                  %1 = constant splat(0.5) : f32[8,8,3,3]
                  %2 = constant splat(0.5) : f32[8]
                  %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} -> add %_, %0 -> relu %_ : f32[1,8,4,4]
                  return %3 as @y
                """)));
  }

  @Test
  void paddingThatIsNotSameIsAnOperator() {
    assertEquals(
        List.of("PAD", "CONV_2D", "PAD", "MAX_POOL_2D"),
        operators(
            graph(
                """
                  %0 = input @x : f32[1,3,8,8]
                  %1 = constant splat(0.5) : f32[8,3,3,3]
                  %2 = constant splat(0.5) : f32[8]
                  %3 = conv2d %0, %1, %2 {stride=[2,2], padding=[1,1,1,1], dilation=[1,1], groups=1} -> relu %_ : f32[1,8,4,4]
                  %4 = max_pool2d %3 {kernel=[3,3], stride=[2,2], padding=[1,1,1,1], dilation=[1,1], ceil_mode=false} : f32[1,8,2,2]
                  return %4 as @y
                """)));
  }

  @Test
  void aDenseLayerReadsAnImageAsItLies() {
    assertEquals(
        List.of("RESHAPE", "FULLY_CONNECTED"),
        operators(
            graph(
                """
                  %0 = input @x : f32[1,3,2,2]
                  %1 = reshape %0 {dims=[1,12]} : f32[1,12]
                  %2 = constant splat(0.5) : f32[5,12]
                  %3 = constant splat(0.5) : f32[5]
                  %4 = linear %1, %2, %3 : f32[1,5]
                  return %4 as @y
                """)));
  }

  private static final String UPSAMPLING =
      """
        %0 = input @x : f32[1,3,2,2]
        %1 = reshape %0 {dims=[1,3,2,1,2,1]} : f32[1,3,2,1,2,1]
        %2 = expand %1 {dims=[1,3,2,2,2,4]} : f32[1,3,2,2,2,4]
        %3 = reshape %2 {dims=[1,3,4,8]} : f32[1,3,4,8]
        return %3 as @y
      """;

  @Test
  void repeatedPixelsAreAResize() {
    Graph graph = graph(UPSAMPLING);
    assertEquals(List.of("RESIZE_NEAREST_NEIGHBOR"), operators(graph));
    Map<Value, Node> definitions = graph.definitions();
    Node first = graph.nodes().get(1);
    assertTrue(NearestUpsampling.endingIn((Reshape) first.op(), definitions).isEmpty());
  }

  @Test
  void whatIsNotTranslatedIsRefusedByName() {
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                TfLiteGraph.of(
                    graph(
                        """
                          %0 = input @x : f32[1,3,2,2]
                          %1 = transpose %0 {permutation=[0,1,3,2]} : f32[1,3,2,2]
                          return %1 as @y
                        """)));
    assertEquals("TensorFlow Lite: no translation of Transpose", refused.getMessage());
  }

  @Test
  void imagesGoThereAndBack() {
    TensorType type = TensorType.f32(1, 2, 2, 3);
    Tensor image = Tensor.generate(type, i -> i);
    float[] lying = TfLiteGraph.physical(image).toFloatArray();
    assertArrayEquals(new float[] {0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}, lying);
    assertEquals(image, TfLiteGraph.logical(lying, type));
  }
}
