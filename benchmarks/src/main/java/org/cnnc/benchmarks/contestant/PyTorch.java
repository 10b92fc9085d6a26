package org.cnnc.benchmarks.contestant;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch as it is used in Python without further tools: each operator called by itself, in
 * inference mode, images channels last, which its documentation recommends for convolutions.
 */
public final class PyTorch implements Contestant {
  private final AtenGraph graph;
  private Map<String, Tensor> results = Map.of();

  /**
   * @param storage what weights and activations are stored in
   */
  PyTorch(RivalModel model, int threads, torch.ScalarType storage) {
    // Of the whole process, so that only one number of threads can be measured at a time.
    torch.set_num_threads(threads);
    try (InferenceMode _ = new InferenceMode(true)) {
      graph = new AtenGraph(model.graph(), model.inputs(), storage);
    }
  }

  @Override
  public void run() {
    results.values().forEach(Tensor::close);
    try (InferenceMode _ = new InferenceMode(true)) {
      results = graph.run();
    } catch (RuntimeException e) {
      results = Map.of();
      throw new RefusedException(Rival.PYTORCH, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> copies = new LinkedHashMap<>();
    results.forEach(
        (name, result) -> {
          try (Tensor wide = result.to(torch.ScalarType.Float);
              Tensor rowMajor = wide.contiguous();
              FloatPointer data = rowMajor.data_ptr_float()) {
            float[] copy = new float[Math.toIntExact(rowMajor.numel())];
            data.get(copy);
            copies.put(name, copy);
          }
        });
    return copies;
  }

  @Override
  public void close() {
    results.values().forEach(Tensor::close);
    graph.close();
  }
}
