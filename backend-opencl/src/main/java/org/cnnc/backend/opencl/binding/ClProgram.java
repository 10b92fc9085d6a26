package org.cnnc.backend.opencl.binding;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl.Pfn_notify__cl_program_Pointer;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_program;
import org.bytedeco.opencl.global.OpenCL;
import org.cnnc.runtime.DeviceException;

/** Compiled kernels. */
public final class ClProgram implements AutoCloseable {
  private final _cl_program program;

  private ClProgram(_cl_program program) {
    this.program = program;
  }

  /** Builds a program for the device; where that fails the program is freed. */
  static ClProgram built(ClContext context, _cl_program program, String options) {
    int status = build(context, program, options);
    if (!Status.isSuccess(status)) {
      String first = log(context, program).lines().findFirst().orElse("nothing");
      OpenCL.clReleaseProgram(program);
      throw new DeviceException(
          DeviceException.Kind.BUILD_FAILED,
          ("the device's driver does not compile the model's kernels: %s, it says: %s;"
                  + " update it, or choose another device")
              .formatted(Status.words(status), first.strip()));
    }
    return new ClProgram(program);
  }

  /** A program made from a binary; empty, and freed, where the driver does not take it. */
  static Optional<ClProgram> ofBinary(ClContext context, _cl_program program, String options) {
    if (Status.isSuccess(build(context, program, options))) {
      return Optional.of(new ClProgram(program));
    }
    OpenCL.clReleaseProgram(program);
    return Optional.empty();
  }

  private static int build(ClContext context, _cl_program program, String options) {
    try (BytePointer text = new BytePointer(options);
        PointerPointer<_cl_device_id> devices = Reference.to(context.device().id())) {
      return OpenCL.clBuildProgram(
          program, 1, devices, text, (Pfn_notify__cl_program_Pointer) null, (Pointer) null);
    }
  }

  private static String log(ClContext context, _cl_program program) {
    _cl_device_id device = context.device().id();
    int parameter = OpenCL.CL_PROGRAM_BUILD_LOG;
    try (SizeTPointer size = new SizeTPointer(1)) {
      size.put(0, 0);
      OpenCL.clGetProgramBuildInfo(program, device, parameter, 0, (Pointer) null, size);
      try (BytePointer bytes = new BytePointer(Math.max(1, size.get()))) {
        OpenCL.clGetProgramBuildInfo(
            program, device, parameter, size.get(), bytes, (SizeTPointer) null);
        byte[] text = new byte[(int) size.get()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "");
      }
    }
  }

  /** What the driver made of the kernels, to be loaded again by the same driver. */
  public byte[] binary() {
    String doing = "save the compiled kernels";
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.check(
          OpenCL.clGetProgramInfo(
              program,
              OpenCL.CL_PROGRAM_BINARY_SIZES,
              SizeTPointer.sizeof(size.getClass()),
              size,
              (SizeTPointer) null),
          doing);
      try (BytePointer bytes = new BytePointer(Math.max(1, size.get()));
          PointerPointer<BytePointer> binaries = Reference.to(bytes)) {
        Status.check(
            OpenCL.clGetProgramInfo(
                program,
                OpenCL.CL_PROGRAM_BINARIES,
                Pointer.sizeof(PointerPointer.class),
                binaries,
                (SizeTPointer) null),
            doing);
        byte[] binary = new byte[Math.toIntExact(size.get())];
        bytes.get(binary);
        return binary;
      }
    }
  }

  _cl_program handle() {
    return program;
  }

  @Override
  public void close() {
    OpenCL.clReleaseProgram(program);
  }
}
