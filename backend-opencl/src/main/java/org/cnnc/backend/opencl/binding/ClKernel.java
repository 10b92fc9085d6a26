package org.cnnc.backend.opencl.binding;

import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_kernel;
import org.bytedeco.opencl._cl_mem;
import org.bytedeco.opencl.global.OpenCL;

/** A kernel with arguments of its own, and the grid that it is launched on. */
public final class ClKernel implements AutoCloseable {
  private static final long POINTER_BYTES = Long.BYTES;

  private final String name;
  private final _cl_kernel kernel;
  private final SizeTPointer global;
  private final SizeTPointer local;
  private final int dimensions;

  /** Where an argument is while it is set. */
  private final LongPointer number = new LongPointer(1);

  private final IntPointer smallNumber = new IntPointer(1);

  /**
   * @param name of a function of the program
   */
  public ClKernel(ClProgram program, String name, List<Integer> global, List<Integer> local) {
    this.name = name;
    this.dimensions = global.size();
    this.global = sizes(global);
    this.local = sizes(local);
    try (IntPointer status = new IntPointer(1);
        BytePointer text = new BytePointer(name)) {
      kernel = OpenCL.clCreateKernel(program.handle(), text, status);
      Status.check(status.get(), "find the kernel " + name);
    }
  }

  private static SizeTPointer sizes(List<Integer> values) {
    SizeTPointer sizes = new SizeTPointer(values.size());
    for (int i = 0; i < values.size(); i++) {
      sizes.put(i, values.get(i));
    }
    return sizes;
  }

  public void set(int argument, ClBuffer buffer) {
    try (PointerPointer<_cl_mem> memory = Reference.to(buffer.handle())) {
      set(argument, POINTER_BYTES, memory);
    }
  }

  /** The kernel may run for as long as the memory is open. */
  public void set(int argument, ClSharedMemory memory) {
    check(OpenCL.clSetKernelArgSVMPointer(kernel, argument, memory.pointer()), argument);
  }

  public void set(int argument, long value) {
    set(argument, Long.BYTES, number.put(value));
  }

  public void set(int argument, int value) {
    set(argument, Integer.BYTES, smallNumber.put(value));
  }

  private void set(int argument, long bytes, Pointer value) {
    check(OpenCL.clSetKernelArg(kernel, argument, bytes, value), argument);
  }

  private void check(int status, int argument) {
    if (!Status.isSuccess(status)) {
      Status.check(status, "set argument %d of the kernel %s".formatted(argument, name));
    }
  }

  /** How many work items a group of it may have on a device; 0 where the driver does not say. */
  public long maxItems(ClDevice device) {
    try (SizeTPointer value = new SizeTPointer(1)) {
      value.put(0, 0);
      int status =
          OpenCL.clGetKernelWorkGroupInfo(
              kernel,
              device.id(),
              OpenCL.CL_KERNEL_WORK_GROUP_SIZE,
              SizeTPointer.sizeof(SizeTPointer.class),
              value,
              (SizeTPointer) null);
      return Status.isSuccess(status) ? value.get() : 0;
    }
  }

  String name() {
    return name;
  }

  _cl_kernel handle() {
    return kernel;
  }

  int dimensions() {
    return dimensions;
  }

  SizeTPointer global() {
    return global;
  }

  SizeTPointer local() {
    return local;
  }

  @Override
  public void close() {
    OpenCL.clReleaseKernel(kernel);
    global.close();
    local.close();
    number.close();
    smallNumber.close();
  }
}
