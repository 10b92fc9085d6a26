package org.cnnc.benchmarks.contestant;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cnnc.ir.tensor.Tensor;

/**
 * ONNX Runtime at its best for repeated runs: all its graph optimizations, its memory reused,
 * inputs and outputs in direct memory, its threads spinning while they run.
 */
public final class OnnxRuntime implements Contestant {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxValue> outputs = new LinkedHashMap<>();

  public OnnxRuntime(Path model, Map<String, Tensor> tensors, int threads) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Its warnings are of what it mends itself.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = environment.createSession(model.toString(), options);
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        inputs.put(entry.getKey(), tensor(environment, entry.getValue()));
      }
      // A first run says how large the outputs are.
      try (OrtSession.Result first = session.run(inputs)) {
        for (Map.Entry<String, OnnxValue> entry : first) {
          long[] dims = ((OnnxTensor) entry.getValue()).getInfo().getShape();
          long elements = 1;
          for (long dim : dims) {
            elements *= dim;
          }
          outputs.put(
              entry.getKey(),
              OnnxTensor.createTensor(environment, direct(Math.toIntExact(elements)), dims));
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    float[] values = tensor.toFloatArray();
    long[] dims = tensor.type().dims().stream().mapToLong(dim -> dim).toArray();
    return OnnxTensor.createTensor(environment, direct(values.length).put(0, values), dims);
  }

  private static FloatBuffer direct(int elements) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void run() {
    try (OrtSession.Result _ = session.run(inputs, outputs)) {
      // The outputs are where they were asked to be.
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> copies = new LinkedHashMap<>();
    outputs.forEach(
        (name, value) -> {
          FloatBuffer buffer = ((OnnxTensor) value).getFloatBuffer();
          float[] copy = new float[buffer.remaining()];
          buffer.get(copy);
          copies.put(name, copy);
        });
    return copies;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxValue::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }
  }
}
