package org.cnnc.backend.opencl.binding;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_command_queue;
import org.bytedeco.opencl._cl_event;
import org.bytedeco.opencl.global.OpenCL;

/** Commands for a device, which run one after the other, after the call that adds them. */
public final class ClQueue implements AutoCloseable {
  private static final PointerPointer<?> NO_EVENTS = null;

  private final _cl_command_queue queue;

  /** What functions that return something else say of their success. */
  private final IntPointer status = new IntPointer(1);

  @SuppressWarnings("deprecation") // What took its place in OpenCL 2 is not in OpenCL 1.2.
  ClQueue(ClContext context, long properties) {
    queue =
        OpenCL.clCreateCommandQueue(context.handle(), context.device().id(), properties, status);
    Status.check(status.get(), "make a queue");
  }

  public void launch(ClKernel kernel) {
    launch(kernel, NO_EVENTS);
  }

  /** Launches a kernel of a queue that was made to be timed. */
  public ClEvent launchTimed(ClKernel kernel) {
    try (PointerPointer<_cl_event> event = new PointerPointer<>(1)) {
      launch(kernel, event);
      return new ClEvent(event.get(_cl_event.class, 0));
    }
  }

  private void launch(ClKernel kernel, PointerPointer<?> event) {
    int result =
        OpenCL.clEnqueueNDRangeKernel(
            queue,
            kernel.handle(),
            kernel.dimensions(),
            (SizeTPointer) null,
            kernel.global(),
            kernel.local(),
            0,
            NO_EVENTS,
            event);
    if (!Status.isSuccess(result)) {
      Status.check(result, "run the kernel " + kernel.name());
    }
  }

  /** Copies to the beginning of a buffer; the memory must stay as it is until {@link #finish}. */
  public void write(ClBuffer buffer, MemorySegment from) {
    Status.check(
        OpenCL.clEnqueueWriteBuffer(
            queue,
            buffer.handle(),
            OpenCL.CL_FALSE,
            0,
            from.byteSize(),
            ClBuffer.pointer(from),
            0,
            NO_EVENTS,
            NO_EVENTS),
        "copy %d bytes to the device".formatted(from.byteSize()));
  }

  /** Copies the beginning of a buffer; the memory holds it after {@link #finish}. */
  public void read(ClBuffer buffer, MemorySegment to) {
    Status.check(
        OpenCL.clEnqueueReadBuffer(
            queue,
            buffer.handle(),
            OpenCL.CL_FALSE,
            0,
            to.byteSize(),
            ClBuffer.pointer(to),
            0,
            NO_EVENTS,
            NO_EVENTS),
        "copy %d bytes from the device".formatted(to.byteSize()));
  }

  /** Gives a shared buffer to the host, which may read and write it after {@link #finish}. */
  public void map(ClBuffer buffer) {
    Pointer unused =
        OpenCL.clEnqueueMapBuffer(
            queue,
            buffer.handle(),
            OpenCL.CL_FALSE,
            OpenCL.CL_MAP_READ | OpenCL.CL_MAP_WRITE,
            0,
            buffer.bytes(),
            0,
            NO_EVENTS,
            NO_EVENTS,
            status);
    Status.check(status.get(), "give memory back to the host");
  }

  /** Gives a shared buffer back to the device. */
  public void unmap(ClBuffer buffer, MemorySegment memory) {
    Status.check(
        OpenCL.clEnqueueUnmapMemObject(
            queue, buffer.handle(), ClBuffer.pointer(memory), 0, NO_EVENTS, NO_EVENTS),
        "give memory to the device");
  }

  /** Lets the device begin with what was added, which nobody waits for yet. */
  public void flush() {
    Status.check(OpenCL.clFlush(queue), "begin the run");
  }

  /** Waits until all is done. */
  public void finish() {
    Status.check(OpenCL.clFinish(queue), "finish the run");
  }

  @Override
  public void close() {
    OpenCL.clReleaseCommandQueue(queue);
    status.close();
  }
}
