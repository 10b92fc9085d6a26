package org.cnnc.backend.opencl.binding;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.global.OpenCL;
import org.cnnc.runtime.DeviceException;

/**
 * Memory that the host and a kernel that runs see alike: what one has written before an atomic
 * operation, the other sees after one. Only of a device that {@link ClDevice#sharesAtomics}.
 */
public final class ClSharedMemory implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final ClContext context;
  private final Pointer pointer;
  private final MemorySegment segment;

  ClSharedMemory(ClContext context, long bytes) {
    this.context = context;
    long flags =
        OpenCL.CL_MEM_READ_WRITE | OpenCL.CL_MEM_SVM_FINE_GRAIN_BUFFER | OpenCL.CL_MEM_SVM_ATOMICS;
    pointer = OpenCL.clSVMAlloc(context.handle(), flags, bytes, ALIGNMENT);
    if (pointer == null || pointer.isNull()) {
      throw new DeviceException(
          DeviceException.Kind.OUT_OF_MEMORY,
          "OpenCL has no %d bytes that it shares with the host".formatted(bytes));
    }
    segment = MemorySegment.ofBuffer(new BytePointer(pointer).capacity(bytes).asByteBuffer());
    segment.fill((byte) 0);
  }

  /** The memory itself, all 0 at first. */
  public MemorySegment segment() {
    return segment;
  }

  Pointer pointer() {
    return pointer;
  }

  /** Not while a kernel runs that was given it. */
  @Override
  public void close() {
    OpenCL.clSVMFree(context.handle(), pointer);
  }
}
