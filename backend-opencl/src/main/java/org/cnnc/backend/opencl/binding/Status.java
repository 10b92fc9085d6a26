package org.cnnc.backend.opencl.binding;

import java.util.Locale;
import java.util.Map;
import org.cnnc.runtime.DeviceException;

/** What OpenCL's functions return, in words. */
final class Status {
  private static final int SUCCESS = 0;

  /** The names of cl.h and cl_ext.h without their prefix. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(-1, "DEVICE_NOT_FOUND"),
          Map.entry(-2, "DEVICE_NOT_AVAILABLE"),
          Map.entry(-3, "COMPILER_NOT_AVAILABLE"),
          Map.entry(-4, "MEM_OBJECT_ALLOCATION_FAILURE"),
          Map.entry(-5, "OUT_OF_RESOURCES"),
          Map.entry(-6, "OUT_OF_HOST_MEMORY"),
          Map.entry(-7, "PROFILING_INFO_NOT_AVAILABLE"),
          Map.entry(-8, "MEM_COPY_OVERLAP"),
          Map.entry(-9, "IMAGE_FORMAT_MISMATCH"),
          Map.entry(-10, "IMAGE_FORMAT_NOT_SUPPORTED"),
          Map.entry(-11, "BUILD_PROGRAM_FAILURE"),
          Map.entry(-12, "MAP_FAILURE"),
          Map.entry(-13, "MISALIGNED_SUB_BUFFER_OFFSET"),
          Map.entry(-14, "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
          Map.entry(-15, "COMPILE_PROGRAM_FAILURE"),
          Map.entry(-16, "LINKER_NOT_AVAILABLE"),
          Map.entry(-17, "LINK_PROGRAM_FAILURE"),
          Map.entry(-18, "DEVICE_PARTITION_FAILED"),
          Map.entry(-19, "KERNEL_ARG_INFO_NOT_AVAILABLE"),
          Map.entry(-30, "INVALID_VALUE"),
          Map.entry(-31, "INVALID_DEVICE_TYPE"),
          Map.entry(-32, "INVALID_PLATFORM"),
          Map.entry(-33, "INVALID_DEVICE"),
          Map.entry(-34, "INVALID_CONTEXT"),
          Map.entry(-35, "INVALID_QUEUE_PROPERTIES"),
          Map.entry(-36, "INVALID_COMMAND_QUEUE"),
          Map.entry(-37, "INVALID_HOST_PTR"),
          Map.entry(-38, "INVALID_MEM_OBJECT"),
          Map.entry(-39, "INVALID_IMAGE_FORMAT_DESCRIPTOR"),
          Map.entry(-40, "INVALID_IMAGE_SIZE"),
          Map.entry(-41, "INVALID_SAMPLER"),
          Map.entry(-42, "INVALID_BINARY"),
          Map.entry(-43, "INVALID_BUILD_OPTIONS"),
          Map.entry(-44, "INVALID_PROGRAM"),
          Map.entry(-45, "INVALID_PROGRAM_EXECUTABLE"),
          Map.entry(-46, "INVALID_KERNEL_NAME"),
          Map.entry(-47, "INVALID_KERNEL_DEFINITION"),
          Map.entry(-48, "INVALID_KERNEL"),
          Map.entry(-49, "INVALID_ARG_INDEX"),
          Map.entry(-50, "INVALID_ARG_VALUE"),
          Map.entry(-51, "INVALID_ARG_SIZE"),
          Map.entry(-52, "INVALID_KERNEL_ARGS"),
          Map.entry(-53, "INVALID_WORK_DIMENSION"),
          Map.entry(-54, "INVALID_WORK_GROUP_SIZE"),
          Map.entry(-55, "INVALID_WORK_ITEM_SIZE"),
          Map.entry(-56, "INVALID_GLOBAL_OFFSET"),
          Map.entry(-57, "INVALID_EVENT_WAIT_LIST"),
          Map.entry(-58, "INVALID_EVENT"),
          Map.entry(-59, "INVALID_OPERATION"),
          Map.entry(-60, "INVALID_GL_OBJECT"),
          Map.entry(-61, "INVALID_BUFFER_SIZE"),
          Map.entry(-62, "INVALID_MIP_LEVEL"),
          Map.entry(-63, "INVALID_GLOBAL_WORK_SIZE"),
          Map.entry(-64, "INVALID_PROPERTY"),
          Map.entry(-65, "INVALID_IMAGE_DESCRIPTOR"),
          Map.entry(-66, "INVALID_COMPILER_OPTIONS"),
          Map.entry(-67, "INVALID_LINKER_OPTIONS"),
          Map.entry(-68, "INVALID_DEVICE_PARTITION_COUNT"),
          Map.entry(-69, "INVALID_PIPE_SIZE"),
          Map.entry(-70, "INVALID_DEVICE_QUEUE"),
          Map.entry(-71, "INVALID_SPEC_ID"),
          Map.entry(-72, "MAX_SIZE_RESTRICTION_EXCEEDED"),
          Map.entry(-1001, "PLATFORM_NOT_FOUND_KHR"));

  private Status() {}

  /**
   * Does nothing where a function succeeded.
   *
   * @param doing what it was to do, as in {@code "allocate 64 bytes"}
   * @throws DeviceException where it failed
   */
  static void check(int status, String doing) {
    if (status != SUCCESS) {
      throw exception(status, doing);
    }
  }

  static boolean isSuccess(int status) {
    return status == SUCCESS;
  }

  private static DeviceException exception(int status, String doing) {
    DeviceException.Kind kind =
        switch (status) {
          case -1, -33 -> DeviceException.Kind.NO_DEVICE;
          case -4, -5, -6, -61 -> DeviceException.Kind.OUT_OF_MEMORY;
          case -2, -14, -36 -> DeviceException.Kind.LOST;
          case -3, -11, -15, -16, -17, -42 -> DeviceException.Kind.BUILD_FAILED;
          case -1001 -> DeviceException.Kind.NO_DRIVER;
          default -> DeviceException.Kind.FAILED;
        };
    return new DeviceException(
        kind, "OpenCL cannot %s: %s; %s".formatted(doing, words(status), help(kind)));
  }

  /** Such as {@code out of resources (CL_OUT_OF_RESOURCES, -5)}. */
  static String words(int status) {
    String name = NAMES.get(status);
    if (name == null) {
      return "an error that only its driver knows (%d)".formatted(status);
    }
    String words = name.replaceFirst("_KHR$", "").replace('_', ' ').toLowerCase(Locale.ROOT);
    return "%s (CL_%s, %d)".formatted(words, name, status);
  }

  private static String help(DeviceException.Kind kind) {
    return switch (kind) {
      case NO_DRIVER -> "install your device's driver, or pocl-opencl-icd for the CPU";
      case NO_DEVICE -> "`cnnc devices` lists the devices there are";
      case OUT_OF_MEMORY -> "take fewer images, close other programs, or choose another device";
      case UNSUITABLE, BUILD_FAILED -> "update the device's driver, or choose another device";
      case LOST -> "load the model again; the device was reset or taken away";
      case FAILED -> "update the device's driver, or choose another device";
    };
  }
}
