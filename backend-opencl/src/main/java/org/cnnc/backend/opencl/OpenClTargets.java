package org.cnnc.backend.opencl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.spi.DeviceInfo;

/**
 * What kernels are made for: the descriptions of three kinds of devices, and of those that are
 * here. Every device runs the kernels of all of them that its work groups have room for, if slower.
 */
public final class OpenClTargets {
  /** With which the names of targets for a device begin. */
  static final String PREFIX = "opencl:";

  private static final String CPU = "opencl";
  private static final String DESKTOP = PREFIX + "desktop";
  private static final String MOBILE = PREFIX + "mobile";

  /** The kinds by name. */
  static final List<Target> OF_KINDS =
      List.of(
          target(CPU, DeviceDescription.OF_CPU),
          target(DESKTOP, DeviceDescription.OF_DESKTOP),
          target(MOBILE, DeviceDescription.OF_MOBILE));

  /** Whose local memory, if they say that there is any, is no reason to copy to it. */
  private static final List<String> MAKERS_OF_MOBILE =
      List.of("arm", "qualcomm", "imagination", "broadcom", "vivante", "verisilicon");

  /** OpenCL's widest vectors, and the registers of AVX-512 that hold as many of them. */
  private static final int MAX_WIDTH = 16;

  private OpenClTargets() {}

  /**
   * A target that is one device.
   *
   * @param name as the user wrote it
   */
  static Target of(String name, DeviceInfo device) {
    return target(name, describe(device));
  }

  private static Target target(String name, DeviceDescription device) {
    return new Target(
        name,
        Arch.OPENCL,
        "any",
        name(device.kind()),
        List.of(),
        device.vectorWidth() * Float.SIZE,
        device.kind() == DeviceDescription.Kind.MOBILE || isNarrowCpu(device) ? 16 : 32,
        32 << 10,
        1024 << 10,
        Optional.of(device));
  }

  private static boolean isNarrowCpu(DeviceDescription device) {
    return device.kind() == DeviceDescription.Kind.CPU && device.vectorWidth() < MAX_WIDTH;
  }

  private static String name(DeviceDescription.Kind kind) {
    return switch (kind) {
      case CPU -> CPU;
      case DESKTOP -> DESKTOP;
      case MOBILE -> MOBILE;
    };
  }

  /** The kinds' names, that of a device's own first, and then those that are least unlike it. */
  public static List<String> names(DeviceInfo device) {
    return switch (kind(device)) {
      case CPU -> List.of(CPU, MOBILE, DESKTOP);
      case DESKTOP -> List.of(DESKTOP, MOBILE, CPU);
      case MOBILE -> List.of(MOBILE, DESKTOP, CPU);
    };
  }

  private static DeviceDescription.Kind kind(DeviceInfo device) {
    boolean isMobile =
        Stream.of(device.vendor().toLowerCase(Locale.ROOT).split("[^a-z]+"))
            .anyMatch(MAKERS_OF_MOBILE::contains);
    return switch (device.kind()) {
      case CPU -> DeviceDescription.Kind.CPU;
      case GPU, OTHER ->
          isMobile || !device.groups().hasOwnMemory()
              ? DeviceDescription.Kind.MOBILE
              : DeviceDescription.Kind.DESKTOP;
    };
  }

  /** What schedules know of a device, by what its driver says. */
  static DeviceDescription describe(DeviceInfo device) {
    DeviceDescription.Kind kind = kind(device);
    DeviceDescription usual =
        switch (kind) {
          case CPU -> DeviceDescription.OF_CPU;
          case DESKTOP -> DeviceDescription.OF_DESKTOP;
          case MOBILE -> DeviceDescription.OF_MOBILE;
        };
    boolean isCpu = kind == DeviceDescription.Kind.CPU;
    int subgroup = device.groups().subgroup();
    return new DeviceDescription(
        kind,
        device.vendor(),
        device.units(),
        kind == DeviceDescription.Kind.DESKTOP
            ? (int) Math.min(device.groups().localBytes(), Integer.MAX_VALUE)
            : 0,
        // Graphics units run items in step, whatever width their drivers prefer.
        isCpu ? vectorOfCpu(device.vectorWidth()) : usual.vectorWidth(),
        isCpu || subgroup == 0 ? usual.subgroup() : subgroup,
        device.groups().maxItems(),
        usual.multiplyAddsPerByte());
  }

  /** A power of two of at least four floats, as all CPUs here have them. */
  private static int vectorOfCpu(int width) {
    return Integer.highestOneBit(Math.clamp(width, 4, MAX_WIDTH));
  }
}
