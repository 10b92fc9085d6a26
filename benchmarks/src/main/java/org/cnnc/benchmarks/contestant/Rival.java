package org.cnnc.benchmarks.contestant;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.DeviceException;

/** The engines beside which compiled models are measured. */
public enum Rival {
  ONNXRUNTIME("ONNX Runtime"),
  OPENCV("OpenCV"),
  PYTORCH("PyTorch"),
  /** The same with weights and activations in bfloat16, which oneDNN multiplies. */
  PYTORCH_BF16("PyTorch bf16"),
  TFLITE("TensorFlow Lite"),
  /** The same model, compiled for OpenCL, on the CPU's device. */
  OPENCL("OpenCL"),
  /** The same model, compiled in f32, for who compiles it in another precision. */
  F32("ours in f32");

  private final String title;

  Rival(String title) {
    this.title = title;
  }

  /** What the engine calls itself. */
  public String title() {
    return title;
  }

  /** Whether the engine rounds to bfloat16. */
  public boolean isRounded() {
    return this == PYTORCH_BF16;
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
        case PYTORCH -> new PyTorch(model, threads, torch.ScalarType.Float);
        case PYTORCH_BF16 -> new PyTorch(model, threads, torch.ScalarType.BFloat16);
        case TFLITE -> new TensorFlowLite(model, threads);
        case OPENCL -> openCl(model, threads);
        case F32 -> new Compiled(model.f32().get(), model.inputs(), threads, model.batch());
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
