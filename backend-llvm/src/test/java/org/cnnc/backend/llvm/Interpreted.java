package org.cnnc.backend.llvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.interpreter.LoopInterpreter;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.Bfloat16;

/** Programs of f32 run by the loop interpreter: what libraries must compute. */
final class Interpreted {
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Interpreted() {}

  /** Runs a batch as {@link NativeProgram#run} does. */
  static List<float[]> run(Program program, List<float[]> inputs, int batch) {
    MemorySegment weights = MemorySegment.ofArray(new byte[(int) program.weightBytes()]);
    program.weights().forEach(w -> pack(w, weights));
    List<float[]> outputs =
        program.outputs().stream()
            .map(p -> new float[Math.toIntExact(p.type().elements() * batch)])
            .toList();
    for (int image = 0; image < batch; image++) {
      for (Step step : program.steps()) {
        Kernel kernel = program.kernels().get(step.kernel());
        List<MemorySegment> arguments = new ArrayList<>();
        for (int p = 0; p < kernel.parameters().size(); p++) {
          Buffer buffer = kernel.parameters().get(p);
          arguments.add(
              switch (step.arguments().get(p)) {
                case Place.Input(int i) -> image(inputs.get(i), buffer, image);
                case Place.Output(int o) -> image(outputs.get(o), buffer, image);
                case Place.Weights(long offset) -> weights.asSlice(offset, buffer.bytes());
                case Place.Workspace _, Place.Gathered _ ->
                    throw new IllegalArgumentException("no workspace here");
              });
        }
        LoopInterpreter.run(kernel, arguments);
      }
    }
    return outputs;
  }

  private static MemorySegment image(float[] tensor, Buffer buffer, int image) {
    return MemorySegment.ofArray(tensor).asSlice(image * buffer.bytes(), buffer.bytes());
  }

  /** Element by element, by the layout's own arithmetic. */
  private static void pack(PackedWeight w, MemorySegment memory) {
    List<Integer> shape = w.tensor().type().dims();
    int bytes = w.elements().bytes();
    Layout rowMajor = Layout.rowMajor(shape);
    long[] index = new long[shape.size()];
    for (long i = 0; i < w.tensor().type().elements(); i++) {
      long rest = i;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        index[axis] = rest % shape.get(axis);
        rest /= shape.get(axis);
      }
      long from = rowMajor.position(index);
      long to = w.offset() + w.layout().position(index) * bytes;
      if (w.elements() == ElementType.BF16) {
        memory.set(BF16, to, Bfloat16.bits(w.tensor().floatAt(from)));
      } else {
        MemorySegment.copy(w.tensor().data(), from * bytes, memory, to, bytes);
      }
    }
  }
}
