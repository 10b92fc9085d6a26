package org.cnnc.backend.opencl.execute;

import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.artifact.LaunchPlan;
import org.cnnc.runtime.spi.DeviceInfo;

/** Whether a device has room for the work groups of a model's kernels. */
final class Suitability {
  private Suitability() {}

  /**
   * Compares all launches with what the device has.
   *
   * @throws DeviceException if one needs more
   */
  static void check(LaunchPlan plan, DeviceInfo device) {
    for (LaunchPlan.Launch launch : plan.launches()) {
      checkItems(launch, device.groups().maxItems(), device);
      long bytes = device.groups().localBytes();
      if (launch.localBytes() > bytes) {
        throw unsuitable(launch, device, launch.localBytes(), bytes, "bytes of local memory");
      }
    }
  }

  /**
   * Compares a launch with what the device has for its kernel.
   *
   * @param maxItems of a group
   * @throws DeviceException if it needs more
   */
  static void checkItems(LaunchPlan.Launch launch, long maxItems, DeviceInfo device) {
    if (launch.groupItems() > maxItems) {
      throw unsuitable(launch, device, launch.groupItems(), maxItems, "work items");
    }
  }

  private static DeviceException unsuitable(
      LaunchPlan.Launch launch, DeviceInfo device, long needed, long there, String what) {
    return new DeviceException(
        DeviceException.Kind.UNSUITABLE,
        ("the kernel %s has work groups of %d %s, the device %s has %d: compile the model for it"
                + " (--target opencl:%d), or for any device (--target opencl)")
            .formatted(launch.kernel(), needed, what, device.name(), there, device.index()));
  }
}
