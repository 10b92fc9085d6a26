package org.cnnc.backend.opencl.binding;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_event;
import org.bytedeco.opencl.global.OpenCL;

/** A launch whose times the device writes down; they are known when its queue is done. */
public final class ClEvent implements AutoCloseable {
  private final _cl_event event;

  ClEvent(_cl_event event) {
    this.event = event;
  }

  /** When it began, in nanoseconds of the device's clock. */
  public long start() {
    return time(OpenCL.CL_PROFILING_COMMAND_START);
  }

  /** When it ended, in nanoseconds of the device's clock. */
  public long end() {
    return time(OpenCL.CL_PROFILING_COMMAND_END);
  }

  private long time(int parameter) {
    try (LongPointer value = new LongPointer(1)) {
      Status.check(
          OpenCL.clGetEventProfilingInfo(event, parameter, Long.BYTES, value, (SizeTPointer) null),
          "time a kernel");
      return value.get();
    }
  }

  @Override
  public void close() {
    OpenCL.clReleaseEvent(event);
  }
}
