package org.cnnc.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cnnc.compiler.compare.Cosine;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/**
 * Data for every input of a model.
 *
 * @param tensors by input, of {@code count} images each
 */
public record Images(int count, Map<String, Tensor> tensors) {
  public Images {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Images of normal numbers. */
  public static Images random(List<InputSpec> inputs, int count, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      TensorType type = input.type().withBatch(count);
      tensors.put(input.name(), Tensor.generate(type, _ -> random.nextGaussian()));
    }
    return new Images(count, tensors);
  }

  /** One of them alone. */
  Images only(int image) {
    Map<String, Tensor> alone = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> alone.put(name, image(tensor, image)));
    return new Images(1, alone);
  }

  /** One image of a batch. */
  static Tensor image(Tensor batch, int image) {
    float[] elements = batch.toFloatArray();
    int each = elements.length / batch.type().dim(0);
    List<Integer> dims = new ArrayList<>(batch.type().dims());
    dims.set(0, 1);
    return Tensor.ofFloats(
        batch.type().withDims(dims),
        Arrays.copyOfRange(elements, image * each, (image + 1) * each));
  }

  /** The cosine of the angle between two tensors of one type: 1 where both are zeros. */
  static double cosine(Tensor a, Tensor b) {
    Cosine cosine = new Cosine();
    for (long i = 0; i < a.type().elements(); i++) {
      cosine.add(a.doubleAt(i), b.doubleAt(i));
    }
    return cosine.value();
  }

  /** What a model makes of them in one run. */
  public Map<String, Tensor> run(Model model, int threads) {
    try (Workspace workspace = model.newWorkspace(Threads.of(threads))) {
      tensors.forEach((name, tensor) -> workspace.input(name).copyFrom(tensor.toFloatArray()));
      workspace.run(count);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (Port port : model.outputs()) {
        float[] elements = workspace.output(port.name()).toFloatArray();
        outputs.put(port.name(), Tensor.ofFloats(type(port), elements));
      }
      return outputs;
    }
  }

  private TensorType type(Port port) {
    List<Integer> dims = new ArrayList<>(port.shape().dims());
    if (port.shape().batched()) {
      dims.addFirst(count);
    }
    return TensorType.f32().withDims(dims);
  }
}
