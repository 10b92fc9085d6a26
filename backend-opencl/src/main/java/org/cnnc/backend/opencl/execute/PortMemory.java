package org.cnnc.backend.opencl.execute;

import java.lang.foreign.MemorySegment;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClContext;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.Port;
import org.jspecify.annotations.Nullable;

/**
 * The images of an input or output: the caller's memory, and what the device reaches of them. Where
 * they share memory that is the same, and it is handed to and fro; else it is copied.
 */
final class PortMemory implements AutoCloseable {
  private final Port port;
  private final ClContext context;
  private final ClQueue queue;
  private final boolean isShared;
  private @Nullable MemorySegment host;
  private @Nullable ClBuffer buffer;

  /** Whether the caller may touch shared memory at present. */
  private boolean isHosts;

  PortMemory(Port port, ClContext context, ClQueue queue) {
    this.port = port;
    this.context = context;
    this.queue = queue;
    this.isShared = context.device().sharesMemory();
  }

  /** Says where the images are from now on; between runs the memory is the caller's. */
  void bind(MemorySegment memory) {
    close();
    buffer = isShared ? context.share(memory) : context.allocate(memory.byteSize());
    host = memory;
    giveToHost();
    queue.finish();
  }

  /** Puts the first images where kernels read them. */
  void toDevice(int images) {
    giveToDevice();
    if (!isShared && images > 0 && port.bytes() > 0) {
      queue.write(bound(buffer), bound(host).asSlice(0, images * port.bytes()));
    }
  }

  /** Puts the first images where the caller reads them, once the queue is done. */
  void toHost(int images) {
    if (!isShared && images > 0 && port.bytes() > 0) {
      queue.read(bound(buffer), bound(host).asSlice(0, images * port.bytes()));
    }
    giveToHost();
  }

  /** What follows in the queue may use shared memory. */
  void giveToDevice() {
    if (isShared && isHosts) {
      queue.unmap(bound(buffer), bound(host));
      isHosts = false;
    }
  }

  /** Once the queue is done, the caller may use shared memory. */
  void giveToHost() {
    if (isShared && !isHosts) {
      queue.map(bound(buffer));
      isHosts = true;
    }
  }

  long imageBytes() {
    return port.bytes();
  }

  /** Copies an image, which is the host's, to other memory. */
  void copyTo(MemorySegment to, long at, int image) {
    MemorySegment.copy(bound(host), image * port.bytes(), to, at, port.bytes());
  }

  /** Copies an image, which is the host's, from other memory. */
  void copyFrom(MemorySegment from, long at, int image) {
    MemorySegment.copy(from, at, bound(host), image * port.bytes(), port.bytes());
  }

  /** Makes an image the argument of a kernel. */
  void setImage(ClKernel kernel, int argument, int image) {
    if (image == 0) {
      kernel.set(argument, bound(buffer));
    }
    kernel.set(argument + 1, image * port.bytes());
  }

  private static <T> T bound(@Nullable T bound) {
    if (bound == null) {
      throw new IllegalStateException("a run before its memory is known");
    }
    return bound;
  }

  @Override
  public void close() {
    if (buffer != null) {
      giveToDevice();
      queue.finish();
      buffer.close();
      buffer = null;
    }
  }
}
