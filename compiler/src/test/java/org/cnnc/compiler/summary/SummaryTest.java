package org.cnnc.compiler.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final Graph.Builder graph = new Graph.Builder("Net");

  @Test
  void printsLayersAndTotals() {
    Value x = input(1, 28, 28);
    Value y = conv("conv1", x, 6, 5, Window.of(1, 2, 1));
    y = pool(y, 2);
    y = conv("conv2", y, 16, 5, Window.UNIT);
    y = graph.add(new Reshape(y, List.of(TensorType.BATCH, 1600)), Origin.of("flatten"));
    y = linear("fc", y, 10);
    graph.output("scores", y);

    assertEquals(
        """
        Net
          input  image: f32[N,1,28,28]
          output scores: f32[N,10]

        layer    op          output           parameters     MACs  receptive field
        conv1    conv2d      f32[N,6,28,28]          156  117,600              5x5
        pool     max_pool2d  f32[N,6,14,14]            -        -              6x6
        conv2    conv2d      f32[N,16,10,10]       2,416  240,000            14x14
        flatten  reshape     f32[N,1600]               -        -            14x14
        fc       linear      f32[N,10]            16,010   16,000              all

        18,582 parameters (74,328 bytes as f32), 373,600 multiply-accumulates an image
        """,
        SummaryTable.print(Summary.of(graph.build()), OptionalInt.empty()));
  }

  @Test
  void jsonHasTheSameNumbers() {
    Value y = conv("conv1", input(3, 8, 8), 4, 3, Window.of(2, 1, 1));
    graph.output("y", y);

    assertEquals(
        "{\"model\":\"Net\",\"parameters\":112,\"macs\":1728,"
            + "\"inputs\":[{\"name\":\"image\",\"dtype\":\"f32\",\"shape\":[\"N\",3,8,8]}],"
            + "\"outputs\":[{\"name\":\"y\",\"dtype\":\"f32\",\"shape\":[\"N\",4,4,4]}],"
            + "\"layers\":[{\"name\":\"conv1\",\"op\":\"conv2d\",\"dtype\":\"f32\","
            + "\"shape\":[\"N\",4,4,4],\"parameters\":112,\"macs\":1728,"
            + "\"receptive_field\":[3,3]}]}",
        SummaryJson.of(Summary.of(graph.build())).toString());
  }

  @Test
  void countsASharedWeightOnceAndRunningStatisticsNever() {
    Value x = input(2, 4, 4);
    Value weight = parameter("w", Role.WEIGHT, 2, 2, 1, 1);
    Value mean = parameter("mean", Role.RUNNING_MEAN, 2);
    Value first = graph.add(new Conv2d(x, weight, mean, Window.UNIT, 1), Origin.of("a"));
    Value second = graph.add(new Conv2d(first, weight, mean, Window.UNIT, 1), Origin.of("b"));
    graph.output("y", second);

    Summary summary = Summary.of(graph.build());
    assertEquals(4, summary.parameters());
    assertEquals(List.of(4L, 0L), summary.layers().stream().map(Layer::parameters).toList());
  }

  @Test
  void aWeightThatIsTurnedAroundIsPartOfTheLayerThatReadsIt() {
    Value x = input(2, 4, 4);
    Value flat = parameter("w", Role.WEIGHT, 6);
    Value weight = graph.add(new Reshape(flat, List.of(3, 2, 1, 1)), Origin.of("turn"));
    graph.output("y", graph.add(new Conv2d(x, weight, zeros(3), Window.UNIT, 1), Origin.of("a")));

    Summary summary = Summary.of(graph.build());
    assertEquals(List.of("a"), summary.layers().stream().map(Layer::name).toList());
    assertEquals(6 + 3, summary.parameters());
  }

  @Test
  void stridesAndDilationsWidenLaterFields() {
    Value x = input(1, 64, 64);
    Value y = conv("a", x, 1, 3, Window.of(2, 1, 1));
    y = conv("b", y, 1, 3, Window.of(1, 2, 2));
    graph.output("y", y);

    // 3 + (5 - 1) * 2: the dilated kernel spans 5 rows, which lie 2 input rows apart.
    assertEquals(new ReceptiveField.Local(11, 11), lastField());
  }

  @Test
  void upsamplingBringsNeighboursCloser() {
    Value x = input(1, 8, 8);
    Value y = pool(x, 2);
    Value weight = parameter("w", Role.WEIGHT, 1, 1, 2, 2);
    y =
        graph.add(
            new ConvTranspose2d(y, weight, zeros(1), Window.of(2, 0, 1), 0, 0, 1), Origin.of("up"));
    graph.output("y", conv("c", y, 1, 3, Window.of(1, 1, 1)));

    assertEquals(new ReceptiveField.Local(4, 4), lastField());
  }

  @Test
  void shufflingChannelsKeepsThePlane() {
    Value x = input(4, 6, 6);
    Value y = conv("a", x, 4, 3, Window.of(1, 1, 1));
    y = graph.add(new Reshape(y, List.of(TensorType.BATCH, 2, 2, 6, 6)), Origin.of("r1"));
    y = graph.add(new Transpose(y, List.of(0, 2, 1, 3, 4)), Origin.of("t"));
    y = graph.add(new Reshape(y, List.of(TensorType.BATCH, 4, 6, 6)), Origin.of("r2"));
    graph.output("y", conv("b", y, 4, 3, Window.of(1, 1, 1)));

    assertEquals(new ReceptiveField.Local(5, 5), lastField());
  }

  private ReceptiveField lastField() {
    return Summary.of(graph.build()).layers().getLast().field();
  }

  private Value input(int... dims) {
    return graph.add(
        new Input("image", TensorType.f32(TensorType.BATCH, dims[0], dims[1], dims[2])),
        Origin.NONE);
  }

  private Value parameter(String name, Role role, int... dims) {
    return graph.add(new Parameter(name, TensorType.f32(dims), role), Origin.of(name));
  }

  private Value zeros(int n) {
    return graph.add(new Constant("zeros", Tensor.filled(TensorType.f32(n), 0)), Origin.NONE);
  }

  private Value conv(String name, Value x, int out, int kernel, Window window) {
    Value weight = parameter(name + ".weight", Role.WEIGHT, out, x.type().dim(1), kernel, kernel);
    Value bias = parameter(name + ".bias", Role.BIAS, out);
    return graph.add(new Conv2d(x, weight, bias, window, 1), Origin.of(name));
  }

  private Value pool(Value x, int size) {
    return graph.add(
        new MaxPool2d(x, new PoolWindow(size, size, Window.of(size, 0, 1), false)),
        Origin.of("pool"));
  }

  private Value linear(String name, Value x, int out) {
    Value weight = parameter(name + ".weight", Role.WEIGHT, out, x.type().dim(1));
    return graph.add(
        new Linear(x, weight, parameter(name + ".bias", Role.BIAS, out)), Origin.of(name));
  }
}
