package org.cnnc.backend.opencl.binding;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl._cl_mem;
import org.bytedeco.opencl.global.OpenCL;

/** Memory that kernels reach. */
public final class ClBuffer implements AutoCloseable {
  private final _cl_mem memory;
  private final long bytes;

  ClBuffer(ClContext context, long bytes) {
    this(context, OpenCL.CL_MEM_READ_WRITE, bytes, null);
  }

  ClBuffer(ClContext context, MemorySegment host) {
    this(
        context,
        OpenCL.CL_MEM_READ_WRITE | OpenCL.CL_MEM_USE_HOST_PTR,
        host.byteSize(),
        pointer(host));
  }

  private ClBuffer(
      ClContext context, long flags, long bytes, @org.jspecify.annotations.Nullable Pointer host) {
    this.bytes = bytes;
    try (IntPointer status = new IntPointer(1)) {
      memory = OpenCL.clCreateBuffer(context.handle(), flags, bytes, host, status);
      Status.check(status.get(), "allocate %d bytes of the device's memory".formatted(bytes));
    }
  }

  /** The memory itself; whoever holds the pointer keeps the segment. */
  static Pointer pointer(MemorySegment memory) {
    return new Address(memory.address());
  }

  private static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }

  long bytes() {
    return bytes;
  }

  _cl_mem handle() {
    return memory;
  }

  @Override
  public void close() {
    OpenCL.clReleaseMemObject(memory);
  }
}
