package org.cnnc.ir.loop.interpreter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.Bfloat16;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Runs a program as compiled code does: image after image, step after step, in one workspace, the
 * last steps for several images at once where the program has such. The workspace holds NaN at
 * first, so that a value which no step wrote shows in the results; what a step writes must lie
 * apart from its other arguments, or over one that it reads no more by then.
 */
public final class ProgramInterpreter {
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Program program;
  private final List<LoopInterpreter> kernels = new ArrayList<>();
  private final MemorySegment weights;

  /** Prepares a program: translates its kernels, packs its weights. */
  public ProgramInterpreter(Program program) {
    this.program = program;
    for (Kernel kernel : program.kernels()) {
      kernels.add(new LoopInterpreter(kernel.body()));
    }
    this.weights = memory(program.weightBytes());
    for (PackedWeight weight : program.weights()) {
      pack(weight);
    }
  }

  private void pack(PackedWeight weight) {
    Layout layout = weight.layout();
    TensorType type = weight.tensor().type();
    int size = weight.elements().bytes();
    long[] index = new long[type.rank()];
    for (long i = 0; i < type.elements(); i++) {
      long rest = i;
      for (int d = type.rank() - 1; d >= 0; d--) {
        index[d] = rest % type.dim(d);
        rest /= type.dim(d);
      }
      long to = weight.offset() + layout.position(index) * size;
      if (weight.elements() == ElementType.BF16) {
        weights.set(BF16, to, Bfloat16.bits(weight.tensor().floatAt(i)));
      } else {
        MemorySegment.copy(weight.tensor().data(), i * size, weights, to, size);
      }
    }
  }

  /**
   * The program's outputs for a batch.
   *
   * @param inputs in the order of the program's, of its types with one batch; that batch is every
   *     output's, 1 where no input has one
   * @throws CompilerBug at the first access that is wrong
   */
  public List<Tensor> run(List<Tensor> inputs) {
    return run(inputs, 1, Order.FIRST_THREAD_FIRST);
  }

  /**
   * Which thread is the fastest: between two barriers it does all it has to before others begin.
   */
  public enum Order {
    FIRST_THREAD_FIRST,
    LAST_THREAD_FIRST
  }

  /**
   * The program's outputs as so many threads compute them, one being as far ahead of the others as
   * barriers let it: where one is missing, it reads what is not yet there, or writes over what is
   * still read.
   *
   * @param threads at least 1
   * @throws CompilerBug at the first access that is wrong
   */
  public List<Tensor> run(List<Tensor> inputs, int threads, Order order) {
    int batch = 1;
    for (int i = 0; i < inputs.size(); i++) {
      if (program.inputs().get(i).type().isBatched()) {
        batch = inputs.get(i).type().dim(0);
      }
    }
    List<MemorySegment> in = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      TensorType expected = program.inputs().get(i).type().withBatch(batch);
      if (!inputs.get(i).type().equals(expected)) {
        throw new IllegalArgumentException(
            "input %d is %s, expected %s".formatted(i, inputs.get(i).type(), expected));
      }
      // A copy, since a nest may read what it is given only through its own kind of array.
      in.add(MemorySegment.ofArray(inputs.get(i).data().toArray(ValueLayout.JAVA_BYTE)));
    }
    List<MemorySegment> out = new ArrayList<>();
    for (var port : program.outputs()) {
      TensorType type = port.type().withBatch(batch);
      out.add(poisoned(type.elements() * type.dtype().bytes()));
    }
    MemorySegment workspace = poisoned(program.workspaceBytes());
    int images;
    for (int first = 0; first < batch; first += images) {
      images = program.tail().imagesOf(batch - first);
      Memory memory = new Memory(in, out, workspace, first, 0);
      List<Step> last = program.tail().steps(images);
      List<Step> steps = program.steps();
      steps = last.isEmpty() ? steps : steps.subList(0, program.tail().first());
      for (int image = 0; image < images; image++) {
        runSteps(steps, memory.ofImage(first + image, image), threads, order);
      }
      runSteps(last, memory, threads, order);
    }
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < out.size(); i++) {
      outputs.add(new Tensor(program.outputs().get(i).type().withBatch(batch), out.get(i)));
    }
    return outputs;
  }

  /**
   * The memory of one call, at one of its images.
   *
   * @param gathered how many images before it are worked on together with this one
   */
  private record Memory(
      List<MemorySegment> inputs,
      List<MemorySegment> outputs,
      MemorySegment workspace,
      int image,
      int gathered) {
    Memory ofImage(int number, int before) {
      return new Memory(inputs, outputs, workspace, number, before);
    }
  }

  private void runSteps(List<Step> steps, Memory memory, int threads, Order order) {
    int end;
    for (int begin = 0; begin < steps.size(); begin = end) {
      end = begin + 1;
      while (end < steps.size() && steps.get(end).barrierFreeThreads() >= threads) {
        end++;
      }
      List<Step> together = steps.subList(begin, end);
      if (together.size() == 1) {
        runStep(together.getFirst(), memory, ThreadShare.ALONE);
        continue;
      }
      for (int i = 0; i < threads; i++) {
        int thread = order == Order.FIRST_THREAD_FIRST ? i : threads - 1 - i;
        together.forEach(step -> runStep(step, memory, new ThreadShare(thread, threads)));
      }
    }
  }

  private void runStep(Step step, Memory memory, ThreadShare share) {
    Kernel kernel = program.kernels().get(step.kernel());
    if (kernel.parameters().size() != step.arguments().size()) {
      throw new CompilerBug(
          LoopInterpreter.PASS,
          "%s has %d parameters, a step gives %d"
              .formatted(kernel.name(), kernel.parameters().size(), step.arguments().size()));
    }
    Map<String, MemorySegment> arguments = new TreeMap<>();
    for (int i = 0; i < step.arguments().size(); i++) {
      Buffer parameter = kernel.parameters().get(i);
      arguments.put(parameter.name(), slice(step.arguments().get(i), parameter.bytes(), memory));
    }
    kernels.get(step.kernel()).run(arguments, share);
  }

  /** One image of a tensor, or several from that one on; all of one that has no batch. */
  private static MemorySegment image(MemorySegment tensor, Port port, long bytes, int image) {
    return tensor.asSlice(port.type().isBatched() ? image * port.imageBytes() : 0, bytes);
  }

  private MemorySegment slice(Place place, long bytes, Memory memory) {
    return switch (place) {
      case Place.Input(int i) ->
          image(memory.inputs.get(i), program.inputs().get(i), bytes, memory.image);
      case Place.Output(int i) ->
          image(memory.outputs.get(i), program.outputs().get(i), bytes, memory.image);
      case Place.Weights(long offset) -> weights.asSlice(offset, bytes).asReadOnly();
      case Place.Workspace(long offset) -> memory.workspace.asSlice(offset, bytes);
      case Place.Gathered(long offset, long imageBytes) ->
          memory.workspace.asSlice(offset + memory.gathered * imageBytes, bytes);
    };
  }

  private static MemorySegment memory(long bytes) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  private static MemorySegment poisoned(long bytes) {
    byte[] memory = new byte[Math.toIntExact(bytes)];
    Arrays.fill(memory, (byte) 0xff); // 0xffffffff is a NaN
    return MemorySegment.ofArray(memory);
  }
}
