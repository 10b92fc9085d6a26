package org.cnnc.backend.opencl.execute;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClContext;
import org.cnnc.backend.opencl.binding.ClDevice;
import org.cnnc.backend.opencl.binding.ClProgram;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.LaunchPlan;
import org.cnnc.runtime.artifact.OpenClPayload;
import org.cnnc.runtime.spi.DeviceInfo;

/**
 * What the runs of a model on one device share: its compiled kernels, and its weights.
 *
 * @param whole the kernel that is a whole run, where there is one and the device can run it
 */
record BuiltModel(
    ClContext context,
    DeviceInfo device,
    ClProgram program,
    ClBuffer weights,
    LaunchPlan plan,
    Optional<LaunchPlan.Whole> whole)
    implements AutoCloseable {
  /** Compiles the kernels, or finds them compiled, and brings the weights to the device. */
  static BuiltModel of(OpenClPayload model, ClContext context, DeviceInfo device) {
    Optional<LaunchPlan.Whole> whole = whole(model.plan(), context.device());
    String options =
        (whole.isPresent() ? "-cl-std=CL3.0" : "-cl-std=CL1.2")
            + (context.device().roundsCorrectly() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    ClProgram program = program(model.source(), options, context, device);
    try {
      ClBuffer weights = weights(model.weights(), context);
      return new BuiltModel(context, device, program, weights, model.plan(), whole);
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  /** The kernel that is a whole run, where there is one and the device can run it. */
  static Optional<LaunchPlan.Whole> whole(LaunchPlan plan, ClDevice device) {
    return plan.whole().filter(_ -> device.hasTeams());
  }

  private static ClProgram program(
      String source, String options, ClContext context, DeviceInfo device) {
    if (context.device().keepsKernels()) {
      return context.build(source, options);
    }
    BinaryCache.Entry entry = BinaryCache.entry(source, options, device, context.device().units());
    Optional<ClProgram> saved = entry.read().flatMap(binary -> context.load(binary, options));
    if (saved.isPresent()) {
      return saved.get();
    }
    ClProgram program = context.build(source, options);
    entry.write(program.binary());
    return program;
  }

  private static ClBuffer weights(MemorySegment weights, ClContext context) {
    if (weights.byteSize() == 0) {
      // Tensors without elements are weights, too.
      return context.allocate(1);
    }
    if (context.device().sharesMemory()) {
      return context.share(weights);
    }
    ClBuffer buffer = context.allocate(weights.byteSize());
    try (ClQueue queue = context.newQueue()) {
      queue.write(buffer, weights);
      queue.finish();
      return buffer;
    } catch (RuntimeException | Error e) {
      buffer.close();
      throw e;
    }
  }

  @Override
  public void close() {
    weights.close();
    program.close();
    context.close();
  }
}
