package org.cnnc.backend.opencl.binding;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_platform_id;
import org.bytedeco.opencl.global.OpenCL;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.spi.DeviceInfo;
import org.cnnc.runtime.spi.WorkGroups;

/** A device of a driver, or a part of one. */
public final class ClDevice {
  /**
   * The parts that were made, by the device's address and their size. They are kept for the time of
   * the process: PoCL's threads look at a part after its last command is done. There are no more
   * than a device has units.
   */
  private static final Map<List<Long>, ClDevice> PARTS = new ConcurrentHashMap<>();

  // Of cl_ext.h, which the bindings leave out.
  private static final int CL_DEVICE_WARP_SIZE_NV = 0x4003;
  private static final int CL_DEVICE_WAVEFRONT_WIDTH_AMD = 0x4043;
  private static final int CL_DEVICE_SUB_GROUP_SIZES_INTEL = 0x4108;

  private final _cl_device_id id;

  private ClDevice(_cl_device_id id) {
    this.id = id;
  }

  /**
   * All devices of all drivers, in the drivers' order.
   *
   * @throws DeviceException if there is no driver
   */
  public static List<ClDevice> all() {
    try {
      Bindings.load();
      List<ClDevice> devices = new ArrayList<>();
      for (_cl_platform_id platform : platforms()) {
        devices.addAll(of(platform));
      }
      return devices;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new DeviceException(
          DeviceException.Kind.NO_DRIVER,
          "this machine has no OpenCL (libOpenCL.so.1): install ocl-icd-libopencl1 and your device's"
              + " driver, or pocl-opencl-icd for the CPU");
    }
  }

  private static List<_cl_platform_id> platforms() {
    try (IntPointer count = new IntPointer(1)) {
      Status.check(OpenCL.clGetPlatformIDs(0, (PointerPointer<?>) null, count), "list its drivers");
      try (PointerPointer<_cl_platform_id> ids = new PointerPointer<>(count.get())) {
        Status.check(
            OpenCL.clGetPlatformIDs(count.get(), ids, (IntPointer) null), "list its drivers");
        List<_cl_platform_id> platforms = new ArrayList<>();
        for (int i = 0; i < count.get(); i++) {
          platforms.add(ids.get(_cl_platform_id.class, i));
        }
        return platforms;
      }
    }
  }

  /** The devices of a driver; none where it has none, which is no error of the others. */
  private static List<ClDevice> of(_cl_platform_id platform) {
    try (IntPointer count = new IntPointer(1)) {
      int status =
          OpenCL.clGetDeviceIDs(
              platform, OpenCL.CL_DEVICE_TYPE_ALL, 0, (PointerPointer<?>) null, count);
      if (!Status.isSuccess(status)) {
        return List.of();
      }
      try (PointerPointer<_cl_device_id> ids = new PointerPointer<>(count.get())) {
        Status.check(
            OpenCL.clGetDeviceIDs(
                platform, OpenCL.CL_DEVICE_TYPE_ALL, count.get(), ids, (IntPointer) null),
            "list its devices");
        List<ClDevice> devices = new ArrayList<>();
        for (int i = 0; i < count.get(); i++) {
          devices.add(new ClDevice(ids.get(_cl_device_id.class, i)));
        }
        return devices;
      }
    }
  }

  /**
   * What the driver says of the device.
   *
   * @param index of the device among all
   */
  public DeviceInfo info(int index) {
    long type = number(OpenCL.CL_DEVICE_TYPE);
    DeviceInfo.Kind kind =
        (type & OpenCL.CL_DEVICE_TYPE_GPU) != 0
            ? DeviceInfo.Kind.GPU
            : (type & OpenCL.CL_DEVICE_TYPE_CPU) != 0 ? DeviceInfo.Kind.CPU : DeviceInfo.Kind.OTHER;
    return new DeviceInfo(
        index,
        text(OpenCL.CL_DEVICE_NAME),
        kind,
        text(OpenCL.CL_DEVICE_VENDOR),
        text(OpenCL.CL_DRIVER_VERSION),
        text(OpenCL.CL_DEVICE_VERSION),
        units(),
        number(OpenCL.CL_DEVICE_GLOBAL_MEM_SIZE),
        sharesMemory(),
        // A driver that makes vectors of work items by itself prefers none.
        (int)
            Math.max(
                number(OpenCL.CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT),
                number(OpenCL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT)),
        groups());
  }

  /** All launches are in one dimension. */
  private WorkGroups groups() {
    long items =
        Math.min(
            number(OpenCL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
            numbers(OpenCL.CL_DEVICE_MAX_WORK_ITEM_SIZES).findFirst().orElse(Long.MAX_VALUE));
    return new WorkGroups(
        (int) Math.min(items, Integer.MAX_VALUE),
        number(OpenCL.CL_DEVICE_LOCAL_MEM_SIZE),
        number(OpenCL.CL_DEVICE_LOCAL_MEM_TYPE) == OpenCL.CL_LOCAL,
        subgroup());
  }

  /** As OpenCL 3 has it, or else one of its makers' extensions. */
  private int subgroup() {
    String extensions = " %s ".formatted(text(OpenCL.CL_DEVICE_EXTENSIONS));
    if (extensions.contains(" cl_nv_device_attribute_query ")) {
      return (int) number(CL_DEVICE_WARP_SIZE_NV);
    }
    if (extensions.contains(" cl_amd_device_attribute_query ")) {
      return (int) number(CL_DEVICE_WAVEFRONT_WIDTH_AMD);
    }
    if (extensions.contains(" cl_intel_required_subgroup_size ")) {
      return (int) numbers(CL_DEVICE_SUB_GROUP_SIZES_INTEL).max().orElse(0);
    }
    return text(OpenCL.CL_DEVICE_VERSION).startsWith("OpenCL 3.")
        ? (int) number(OpenCL.CL_DEVICE_PREFERRED_WORK_GROUP_SIZE_MULTIPLE)
        : 0;
  }

  /** How many compute units it has. */
  public int units() {
    return (int) number(OpenCL.CL_DEVICE_MAX_COMPUTE_UNITS);
  }

  /** Whether it works in the host's memory, so that nothing need be copied. */
  public boolean sharesMemory() {
    return number(OpenCL.CL_DEVICE_HOST_UNIFIED_MEMORY) != 0;
  }

  /**
   * Whether its driver keeps what it compiled by itself. PoCL does, and would compile each kernel a
   * second time, for groups of any size, to hand its binary over.
   */
  public boolean keepsKernels() {
    return text(OpenCL.CL_DEVICE_VERSION).contains("PoCL");
  }

  /**
   * Whether the groups of a launch can work together: what one of them has begun goes on while
   * another waits for it, as a CPU's threads do, and it sees what others wrote before OpenCL 3.0's
   * atomic operations.
   */
  public boolean hasTeams() {
    long needed = OpenCL.CL_DEVICE_ATOMIC_ORDER_ACQ_REL | OpenCL.CL_DEVICE_ATOMIC_SCOPE_DEVICE;
    return (number(OpenCL.CL_DEVICE_TYPE) & OpenCL.CL_DEVICE_TYPE_CPU) != 0
        && text(OpenCL.CL_DEVICE_VERSION).startsWith("OpenCL 3.")
        && (number(OpenCL.CL_DEVICE_ATOMIC_MEMORY_CAPABILITIES) & needed) == needed;
  }

  /** Whether a kernel that runs and the host can share memory, and see what the other writes. */
  public boolean sharesAtomics() {
    long needed = OpenCL.CL_DEVICE_SVM_FINE_GRAIN_BUFFER | OpenCL.CL_DEVICE_SVM_ATOMICS;
    return text(OpenCL.CL_DEVICE_VERSION).startsWith("OpenCL 3.")
        && (number(OpenCL.CL_DEVICE_SVM_CAPABILITIES) & needed) == needed;
  }

  /** Whether it can divide and take roots as IEEE 754 says, where it is asked to. */
  public boolean roundsCorrectly() {
    long config = number(OpenCL.CL_DEVICE_SINGLE_FP_CONFIG);
    return (config & OpenCL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
  }

  /**
   * A part of a device that can be divided, else the device itself.
   *
   * @param count how many compute units; fewer than it has
   */
  public ClDevice part(int count) {
    return PARTS.computeIfAbsent(List.of(id.address(), (long) count), _ -> newPart(count));
  }

  private ClDevice newPart(int count) {
    try (SizeTPointer properties = new SizeTPointer(4);
        PointerPointer<_cl_device_id> part = new PointerPointer<>(1)) {
      properties.put(0, OpenCL.CL_DEVICE_PARTITION_BY_COUNTS);
      properties.put(1, count);
      properties.put(2, OpenCL.CL_DEVICE_PARTITION_BY_COUNTS_LIST_END);
      properties.put(3, 0);
      int status = OpenCL.clCreateSubDevices(id, properties, 1, part, (IntPointer) null);
      return Status.isSuccess(status) ? new ClDevice(part.get(_cl_device_id.class, 0)) : this;
    }
  }

  private String text(int parameter) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.check(
          OpenCL.clGetDeviceInfo(id, parameter, 0, (Pointer) null, size), "describe a device");
      try (BytePointer bytes = new BytePointer(size.get())) {
        Status.check(
            OpenCL.clGetDeviceInfo(id, parameter, size.get(), bytes, (SizeTPointer) null),
            "describe a device");
        byte[] text = new byte[(int) Math.max(0, size.get() - 1)];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8).strip();
      }
    }
  }

  /** A property that is an array of numbers as large as a pointer. */
  private LongStream numbers(int parameter) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      Status.check(
          OpenCL.clGetDeviceInfo(id, parameter, 0, (Pointer) null, size), "describe a device");
      try (LongPointer values = new LongPointer(Math.max(1, size.get() / Long.BYTES))) {
        Status.check(
            OpenCL.clGetDeviceInfo(id, parameter, size.get(), values, (SizeTPointer) null),
            "describe a device");
        long[] numbers = new long[(int) (size.get() / Long.BYTES)];
        values.get(numbers);
        return LongStream.of(numbers);
      }
    }
  }

  /** A property of 4 or 8 bytes. */
  private long number(int parameter) {
    try (LongPointer value = new LongPointer(1)) {
      value.put(0);
      Status.check(
          OpenCL.clGetDeviceInfo(id, parameter, Long.BYTES, value, (SizeTPointer) null),
          "describe a device");
      return value.get();
    }
  }

  _cl_device_id id() {
    return id;
  }
}
