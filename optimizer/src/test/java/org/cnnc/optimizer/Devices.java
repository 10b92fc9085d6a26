package org.cnnc.optimizer;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;

/** Devices of many work items. */
final class Devices {
  static final Target DESKTOP = target("desktop", DeviceDescription.OF_DESKTOP);
  static final Target MOBILE = target("mobile", DeviceDescription.OF_MOBILE);

  /** Whose work groups have no room for a convolution's tiles. */
  static final Target SMALL =
      target(
          "small",
          new DeviceDescription(DeviceDescription.Kind.DESKTOP, "", 1, 1 << 10, 1, 8, 16, 8));

  /** To which memory costs nothing, so that small convolutions, too, are Winograd's. */
  static final Target FAST =
      target(
          "fast",
          new DeviceDescription(DeviceDescription.Kind.DESKTOP, "", 1, 32 << 10, 1, 8, 64, 0));

  private Devices() {}

  private static Target target(String name, DeviceDescription device) {
    return new Target(
        name,
        Arch.OPENCL,
        "any",
        name,
        List.of(),
        device.vectorWidth() * Float.SIZE,
        16,
        32 << 10,
        1 << 20,
        Optional.of(device));
  }
}
