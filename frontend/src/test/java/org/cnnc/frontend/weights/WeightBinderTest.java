package org.cnnc.frontend.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.text.GraphReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightBinderTest {
  private static final Graph GRAPH =
      GraphReader.read(
          """
          graph @net {
            %0 = input @x : f32[N,3,8,8]
            %1 = parameter @conv1.weight {role=weight} : f32[4,3,3,3]
            %2 = parameter @conv1.bias {role=bias} : f32[4]
            %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,4,6,6]
            %4 = parameter @fc.weight {role=weight} : f32[5,6]
            %5 = parameter @fc.bias {role=bias} : f32[5]
            %6 = linear %3, %4, %5 : f32[N,4,6,5]
            return %6 as @y
          }
          """);

  @TempDir private Path folder;

  private static Map<String, Tensor> good() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv1.weight", Tensor.generate(TensorType.f32(4, 3, 3, 3), i -> i));
    tensors.put("conv1.bias", Tensor.generate(TensorType.f32(4), i -> i));
    tensors.put("fc.weight", Tensor.generate(TensorType.f32(5, 6), i -> i));
    tensors.put("fc.bias", Tensor.generate(TensorType.f32(5), i -> i));
    return tensors;
  }

  private Graph bind(Map<String, Tensor> tensors) throws IOException {
    Path path = folder.resolve("net.safetensors");
    SafetensorsWriter.write(path, tensors);
    return WeightBinder.bind(GRAPH, SafetensorsFile.open(path));
  }

  private void assertRefused(Map<String, Tensor> tensors, String expected) {
    DiagnosticException e = assertThrows(DiagnosticException.class, () -> bind(tensors));
    assertEquals(expected, e.getMessage().replace(folder + "/", ""));
  }

  @Test
  void parametersBecomeConstantsOfTheirNames() throws IOException {
    Map<String, Tensor> tensors = good();
    tensors.put(
        "bn1.num_batches_tracked", Tensor.generate(new TensorType(DType.I64, List.of()), i -> 7));

    Graph bound = bind(tensors);

    assertEquals(GRAPH.nodes().size(), bound.nodes().size());
    assertEquals(new Constant("fc.weight", tensors.get("fc.weight")), bound.nodes().get(4).op());
    assertEquals(GRAPH.nodes().get(4).results(), bound.nodes().get(4).results());
  }

  @Test
  void everythingWrongIsReportedAtOnce() {
    Map<String, Tensor> tensors = good();
    tensors.put("conv1.weigth", tensors.remove("conv1.weight"));
    tensors.remove("conv1.bias");
    tensors.put("fc.weight", Tensor.filled(TensorType.f32(6, 5), 0));
    tensors.put("fc.bias", Tensor.generate(new TensorType(DType.I32, List.of(5)), i -> i));
    tensors.put("head.weight", Tensor.filled(TensorType.f32(9), 0));

    assertRefused(
        tensors,
        """
        net.safetensors: error[weight-missing]: the file has no `conv1.weight` [4, 3, 3, 3]
           = help: the file has `conv1.weigth` of this shape, which the model does not use
        net.safetensors: error[weight-missing]: the file has no `conv1.bias` [4]
        net.safetensors: error[weight-extra]: the model has no weight `head.weight` [9]
        net.safetensors: error[weight-shape]: `fc.weight` is [6, 5] in the file, the model needs [5, 6]
        net.safetensors: error[weight-type]: `fc.bias` is of type I32, which cannot be used
           = help: save it as F32, F16 or BF16
        """);
  }

  @Test
  void aPrefixOfEveryNameIsOneMistake() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    good().forEach((name, tensor) -> tensors.put("module." + name, tensor));

    assertRefused(
        tensors,
        """
        net.safetensors: error[weight-missing]: every name in the file begins with `module.`, no name of the model does
           = help: save the weights without that prefix
        """);
  }

  @Test
  void aModelWithoutDataSaysWhatToGive() {
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> WeightBinder.bind(GRAPH, new NoWeights()));

    assertEquals(
        """
        net: error[weight-missing]: the model has 4 weights, from `conv1.weight` on, and no data for them
           = help: give `--weights FILE.safetensors`, or `--weights random:1` to try the model
        """,
        e.getMessage());
  }

  @Test
  void aSourceIsASeedOrAFile() throws IOException {
    SafetensorsWriter.write(folder.resolve("a.safetensors"), good());

    assertEquals(new RandomWeights(-7), WeightSource.of("random:-7", folder));
    assertTrue(WeightSource.of("a.safetensors", folder) instanceof SafetensorsFile);
    DiagnosticException e =
        assertThrows(DiagnosticException.class, () -> WeightSource.of("random:x", folder));
    assertEquals(
        """
        random:x: error[invalid-argument]: the seed of random weights is no integer
           = help: write an integer, as in `random:7`
        """,
        e.getMessage());
  }

  @Test
  void randomWeightsHaveTheMomentsOfTheirRole() {
    assertMoments(Parameter.Role.WEIGHT, 0, Math.sqrt(2.0 / 900));
    assertMoments(Parameter.Role.BIAS, 0, 0.05);
    assertMoments(Parameter.Role.SCALE, 1, Math.sqrt(1.0 / 12));
    assertMoments(Parameter.Role.SHIFT, 0, 0.1);
    assertMoments(Parameter.Role.RUNNING_MEAN, 0, 0.1);
    assertMoments(Parameter.Role.RUNNING_VAR, 1.35, Math.sqrt(1.0 / 12));
  }

  private static void assertMoments(Parameter.Role role, double mean, double deviation) {
    Parameter p = new Parameter("layer.p", TensorType.f32(100, 100, 3, 3), role);
    float[] elements = new RandomWeights(5).tensor(p).toFloatArray();
    double sum = 0;
    double squares = 0;
    for (float x : elements) {
      sum += x;
      squares += (x - mean) * (x - mean);
    }
    assertEquals(mean, sum / elements.length, deviation * 0.02, role.name());
    assertEquals(deviation, Math.sqrt(squares / elements.length), deviation * 0.02, role.name());
  }

  @Test
  void randomWeightsDependOnSeedNameAndShapeAlone() {
    Parameter a = new Parameter("a", TensorType.f32(50), Parameter.Role.WEIGHT);
    Parameter b = new Parameter("b", TensorType.f32(50), Parameter.Role.WEIGHT);

    assertEquals(new RandomWeights(1).tensor(a), new RandomWeights(1).tensor(a));
    assertNotEquals(new RandomWeights(1).tensor(a), new RandomWeights(1).tensor(b));
    assertNotEquals(new RandomWeights(1).tensor(a), new RandomWeights(2).tensor(a));
  }
}
