package org.cnnc.backend.opencl.binding;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl.Pfn_notify_BytePointer_Pointer_long_Pointer;
import org.bytedeco.opencl._cl_context;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_program;
import org.bytedeco.opencl.global.OpenCL;

/** A device in use. */
public final class ClContext implements AutoCloseable {
  private final ClDevice device;
  private final _cl_context context;

  public ClContext(ClDevice device) {
    this.device = device;
    try (IntPointer status = new IntPointer(1);
        PointerPointer<_cl_device_id> devices = Reference.to(device.id())) {
      context =
          OpenCL.clCreateContext(
              (SizeTPointer) null,
              1,
              devices,
              (Pfn_notify_BytePointer_Pointer_long_Pointer) null,
              (Pointer) null,
              status);
      Status.check(status.get(), "use the device");
    }
  }

  public ClDevice device() {
    return device;
  }

  _cl_context handle() {
    return context;
  }

  /** A queue whose commands run one after the other. */
  public ClQueue newQueue() {
    return new ClQueue(this, 0);
  }

  /** A queue whose launches can be timed. */
  public ClQueue newTimedQueue() {
    return new ClQueue(this, OpenCL.CL_QUEUE_PROFILING_ENABLE);
  }

  /** Memory of the device. */
  public ClBuffer allocate(long bytes) {
    return new ClBuffer(this, bytes);
  }

  /** Memory of the host, which the device reads and writes where it is. */
  public ClBuffer share(MemorySegment memory) {
    return new ClBuffer(this, memory);
  }

  /** Memory that the host and kernels that run see alike, all 0. */
  public ClSharedMemory shareAtomically(long bytes) {
    return new ClSharedMemory(this, bytes);
  }

  /**
   * Compiles kernels.
   *
   * @throws org.cnnc.runtime.DeviceException if the driver does not take them; the message has the
   *     first line that it wrote
   */
  public ClProgram build(String source, String options) {
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    try (IntPointer status = new IntPointer(1);
        BytePointer bytes = new BytePointer(text);
        PointerPointer<BytePointer> sources = Reference.to(bytes);
        SizeTPointer size = new SizeTPointer(1)) {
      size.put(0, text.length);
      _cl_program program = OpenCL.clCreateProgramWithSource(context, 1, sources, size, status);
      Status.check(status.get(), "take the model's kernels");
      return ClProgram.built(this, program, options);
    }
  }

  /** Kernels that were compiled before by the same driver; empty where it does not take them. */
  public Optional<ClProgram> load(byte[] binary, String options) {
    try (IntPointer status = new IntPointer(1);
        IntPointer binaryStatus = new IntPointer(1);
        BytePointer bytes = new BytePointer(binary);
        PointerPointer<BytePointer> binaries = Reference.to(bytes);
        PointerPointer<_cl_device_id> devices = Reference.to(device.id());
        SizeTPointer size = new SizeTPointer(1)) {
      size.put(0, binary.length);
      _cl_program program =
          OpenCL.clCreateProgramWithBinary(
              context, 1, devices, size, binaries, binaryStatus, status);
      return Status.isSuccess(status.get()) && Status.isSuccess(binaryStatus.get())
          ? ClProgram.ofBinary(this, program, options)
          : Optional.empty();
    }
  }

  @Override
  public void close() {
    OpenCL.clReleaseContext(context);
  }
}
