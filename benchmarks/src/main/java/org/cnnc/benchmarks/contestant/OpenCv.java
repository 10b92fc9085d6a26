package org.cnnc.benchmarks.contestant;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.cnnc.ir.tensor.Tensor;

/** OpenCV's own inference on the CPU, of the exported model; it fuses layers and uses Winograd. */
public final class OpenCv implements Contestant {
  private final List<String> names;
  private final List<Pointer> owned = new ArrayList<>();
  private final Net net;
  private final MatVector results = new MatVector();
  private final StringVector wanted;

  OpenCv(RivalModel model, int threads) {
    names = model.outputs();
    wanted = new StringVector(names.toArray(String[]::new));
    // Of the whole process, so that only one number of threads can be measured at a time.
    opencv_core.setNumThreads(threads);
    try {
      net = opencv_dnn.readNetFromONNX(model.onnx().get().toString());
      net.setPreferableBackend(opencv_dnn.DNN_BACKEND_OPENCV);
      net.setPreferableTarget(opencv_dnn.DNN_TARGET_CPU);
      model.inputs().forEach(this::setInput);
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  private void setInput(String name, Tensor tensor) {
    int[] dims = tensor.type().dims().stream().mapToInt(dim -> dim).toArray();
    FloatPointer data = new FloatPointer(tensor.toFloatArray());
    Mat blob = new Mat(dims, opencv_core.CV_32F, data);
    owned.add(data);
    owned.add(blob);
    net.setInput(blob, name, 1, Scalar.all(0));
  }

  private static RefusedException refused(RuntimeException e) {
    return new RefusedException(Rival.OPENCV, String.valueOf(e.getMessage()));
  }

  @Override
  public void run() {
    try {
      net.forward(results, wanted);
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> copies = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      try (Mat result = results.get(i)) {
        FloatBuffer buffer = result.createBuffer();
        float[] copy = new float[Math.toIntExact(result.total())];
        buffer.get(copy);
        copies.put(names.get(i), copy);
      }
    }
    return copies;
  }

  @Override
  public void close() {
    results.close();
    wanted.close();
    net.close();
    owned.forEach(Pointer::close);
  }
}
