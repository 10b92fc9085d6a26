package org.cnnc.examples.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Runs ONNX models of f32 with ONNX Runtime, on one thread and node by node as they are written.
 */
final class OnnxRuntime {
  private OnnxRuntime() {}

  /** The outputs by name, in the model's order. */
  static Map<String, Tensor> run(Path model, Map<String, Tensor> inputs) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> arguments = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      // A refused model is an exception; the log would say it again.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        arguments.put(input.getKey(), tensor(environment, input.getValue()));
      }
      try (OrtSession session = environment.createSession(model.toString(), options);
          OrtSession.Result results = session.run(arguments)) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        results.forEach(result -> outputs.put(result.getKey(), tensor(result.getValue())));
        return outputs;
      }
    } finally {
      arguments.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] dims = tensor.type().dims().stream().mapToLong(dim -> dim).toArray();
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.toFloatArray()), dims);
  }

  private static Tensor tensor(OnnxValue value) {
    OnnxTensor tensor = (OnnxTensor) value;
    int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    FloatBuffer elements = tensor.getFloatBuffer();
    float[] values = new float[elements.remaining()];
    elements.get(values);
    return Tensor.ofFloats(TensorType.f32(dims), values);
  }
}
