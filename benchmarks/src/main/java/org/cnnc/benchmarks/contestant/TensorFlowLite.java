package org.cnnc.benchmarks.contestant;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** TensorFlow Lite with XNNPACK, which takes all the operators that it can. */
public final class TensorFlowLite implements Contestant {
  private static final int OK = 0;

  private final List<String> names;
  private final List<TensorType> types;
  private final BytePointer file;
  private final FlatBufferModel model;
  private final Interpreter interpreter = new Interpreter((Pointer) null);

  TensorFlowLite(RivalModel rivalModel, int threads) {
    TfLiteGraph graph = TfLiteGraph.of(rivalModel.graph());
    names = rivalModel.outputs();
    types = rivalModel.graph().outputs().stream().map(output -> output.value().type()).toList();
    ByteBuffer bytes = graph.file();
    file = new BytePointer(bytes.remaining());
    file.asByteBuffer().put(bytes);
    model = FlatBufferModel.BuildFromBuffer(file, file.capacity());
    if (model == null || model.isNull()) {
      throw new RefusedException(Rival.TFLITE, "the model cannot be read");
    }
    try (BuiltinOpResolver resolver = new BuiltinOpResolver();
        InterpreterBuilder builder = new InterpreterBuilder(model, resolver)) {
      check(builder.SetNumThreads(threads), "the number of threads");
      check(builder.apply(interpreter), "the operators");
    }
    check(interpreter.AllocateTensors(), "the tensors' shapes");
    for (int i = 0; i < graph.inputs().size(); i++) {
      String name = graph.inputs().get(i);
      try (FloatPointer input = interpreter.typed_input_tensor_float(i)) {
        Tensor tensor = rivalModel.inputs().get(name);
        input.put(TfLiteGraph.physical(tensor).toFloatArray());
      }
    }
  }

  private static void check(int status, String what) {
    if (status != OK) {
      throw new RefusedException(Rival.TFLITE, what + " are refused, with status " + status);
    }
  }

  @Override
  public void run() {
    check(interpreter.Invoke(), "inputs");
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> copies = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      TensorType type = types.get(i);
      float[] copy = new float[Math.toIntExact(type.elements())];
      try (FloatPointer output = interpreter.typed_output_tensor_float(i)) {
        output.get(copy);
      }
      copies.put(names.get(i), TfLiteGraph.logical(copy, type).toFloatArray());
    }
    return copies;
  }

  @Override
  public void close() {
    interpreter.close();
    model.close();
    file.close();
  }
}
