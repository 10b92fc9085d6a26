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
import java.util.Optional;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Runs ONNX models of f32 with ONNX Runtime, on one thread and node by node as they are written.
 */
public final class OnnxRuntime {
  /** Its logistic function is a rational one, good to so much of its largest value. */
  private static final double LOGISTIC_ERROR = 0x1p-22;

  private OnnxRuntime() {}

  /** The outputs by name, in the model's order. */
  public static Map<String, Tensor> run(Path model, Map<String, Tensor> inputs)
      throws OrtException {
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

  /**
   * What is wrong with its result for one operator: what is beyond the bound of single precision,
   * or beyond its own where that is larger.
   */
  public static Optional<String> violation(String operator, BoundedTensor expected, Tensor y) {
    return switch (operator) {
      case "sigmoid" -> violation(LOGISTIC_ERROR, expected, y);
      // Inputs are normal numbers, so the factor is below 8.
      case "silu" -> violation(8 * LOGISTIC_ERROR, expected, y);
      default -> expected.violation(y);
    };
  }

  private static Optional<String> violation(double bound, BoundedTensor expected, Tensor y) {
    for (int i = 0; i < y.type().elements(); i++) {
      if (!(Math.abs(y.doubleAt(i) - expected.value().doubleAt(i)) <= bound)) {
        return Optional.of(
            "element %d is %s, should be %s within %.3g"
                .formatted(i, y.doubleAt(i), expected.value().doubleAt(i), bound));
      }
    }
    return Optional.empty();
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
