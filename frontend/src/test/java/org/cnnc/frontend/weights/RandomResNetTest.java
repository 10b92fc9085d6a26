package org.cnnc.frontend.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With random weights, the outputs of a deep residual network are of a size to be compared. */
class RandomResNetTest {
  private final Graph.Builder builder = new Graph.Builder("resnet34");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theOutputsOfResNet34AreBetweenOneAndAHundred(long seed) {
    Graph graph = WeightBinder.bind(resnet34(), new RandomWeights(seed));
    Tensor image =
        new RandomWeights(seed + 1)
            .tensor(new Parameter("image", TensorType.f32(1, 3, 64, 64), Role.SCALE));

    Tensor y = GraphInterpreter.run(graph, Map.of("x", image)).get("y");

    double squares = 0;
    for (float score : y.toFloatArray()) {
      assertTrue(Float.isFinite(score), "seed " + seed);
      squares += (double) score * score;
    }
    double size = Math.sqrt(squares / y.type().elements());
    assertTrue(size > 1 && size < 100, "seed %d: %s".formatted(seed, size));
  }

  private Graph resnet34() {
    Value x = add(new Input("x", TensorType.f32(TensorType.BATCH, 3, 64, 64)));
    Value y = relu(convolution(x, "conv1", 64, 7, 2));
    y = add(new MaxPool2d(y, new PoolWindow(3, 3, Window.of(2, 1, 1), false)));
    List<Integer> depths = List.of(3, 4, 6, 3);
    for (int stage = 0; stage < depths.size(); stage++) {
      for (int i = 0; i < depths.get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        String name = "layer%d.%d.".formatted(stage + 1, i);
        Value shortcut =
            stride == 1 ? y : convolution(y, name + "downsample", 64 << stage, 1, stride);
        Value branch = relu(convolution(y, name + "conv1", 64 << stage, 3, stride));
        branch = convolution(branch, name + "conv2", 64 << stage, 3, 1);
        y = relu(add(new Binary(BinaryKind.ADD, branch, shortcut)));
      }
    }
    y = add(new Reduce(ReduceKind.MEAN, y, List.of(2, 3), true));
    y = add(new Reshape(y, List.of(TensorType.BATCH, 512)));
    y =
        add(
            new Linear(
                y,
                parameter("fc.weight", Role.WEIGHT, 1000, 512),
                parameter("fc.bias", Role.BIAS, 1000)));
    builder.output("y", y);
    return builder.build();
  }

  /** A convolution without bias and its batch norm. */
  private Value convolution(Value x, String name, int out, int kernel, int stride) {
    Value weight = parameter(name + ".weight", Role.WEIGHT, out, x.type().dim(1), kernel, kernel);
    Value zeros = add(new Constant("", Tensor.filled(TensorType.f32(out), 0)));
    Value y = add(new Conv2d(x, weight, zeros, Window.of(stride, kernel / 2, 1), 1));
    return add(
        new BatchNorm(
            y,
            parameter(name + ".bn.weight", Role.SCALE, out),
            parameter(name + ".bn.bias", Role.SHIFT, out),
            parameter(name + ".bn.running_mean", Role.RUNNING_MEAN, out),
            parameter(name + ".bn.running_var", Role.RUNNING_VAR, out),
            1e-5f));
  }

  private Value relu(Value x) {
    return add(Unary.of(UnaryKind.RELU, x));
  }

  private Value parameter(String name, Role role, int... dims) {
    return add(new Parameter(name, TensorType.f32(dims), role));
  }

  private Value add(Op op) {
    return builder.add(op, Origin.NONE);
  }
}
