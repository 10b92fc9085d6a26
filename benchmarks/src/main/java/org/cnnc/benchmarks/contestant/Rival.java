package org.cnnc.benchmarks.contestant;

import java.util.Locale;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.DeviceException;

/** The engines beside which compiled models are measured. */
public enum Rival {
  ONNXRUNTIME("ONNX Runtime"),
  OPENCV("OpenCV"),
  PYTORCH("PyTorch"),
  TFLITE("TensorFlow Lite"),
  /** The same model, compiled for OpenCL, on the CPU's device. */
  OPENCL("OpenCL");

  private final String title;

  Rival(String title) {
    this.title = title;
  }

  /** What the engine calls itself. */
  public String title() {
    return title;
  }

  /**
   * Loads a model.
   *
   * @param threads how many the engine may use
   * @throws RefusedException where the engine does not take it
   * @throws UserException where the engine is not installed
   */
  public Contestant open(RivalModel model, int threads) {
    try {
      return switch (this) {
        case ONNXRUNTIME -> new OnnxRuntime(model.onnx().get(), model.inputs(), threads);
        case OPENCV -> new OpenCv(model, threads);
        case PYTORCH -> new PyTorch(model, threads);
        case TFLITE -> new TensorFlowLite(model, threads);
        case OPENCL -> openCl(model, threads);
      };
    } catch (LinkageError e) {
      throw new UserException(
          "%s's native library is missing or does not fit this machine: %s"
              .formatted(title, e.getMessage()),
          "benchmarks/side-by-side --rivals %s fetches it".formatted(this));
    }
  }

  private static Contestant openCl(RivalModel model, int threads) {
    try {
      return Compiled.forOpenCl(model.kernels().get(), model.inputs(), threads, model.batch());
    } catch (DeviceException e) {
      throw new RefusedException(OPENCL, e.getMessage());
    }
  }

  /** As the command line has it: {@code onnxruntime}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
