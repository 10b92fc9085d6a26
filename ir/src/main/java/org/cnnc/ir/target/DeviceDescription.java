package org.cnnc.ir.target;

/**
 * What schedules know of an OpenCL device.
 *
 * @param kind what its kernels should look like
 * @param vendor who made it, as its driver says; empty for a description of many devices
 * @param units its compute units
 * @param localBytes memory that the work items of a group share, apart from the device's; 0 where
 *     it has none of its own
 * @param vectorWidth floats that a work item computes with at once
 * @param subgroup work items that run in step; 1 where each runs alone
 * @param maxItems the most work items of a group
 * @param multiplyAddsPerByte how many it does in the time in which it reads a byte from its memory
 */
public record DeviceDescription(
    Kind kind,
    String vendor,
    int units,
    int localBytes,
    int vectorWidth,
    int subgroup,
    int maxItems,
    double multiplyAddsPerByte) {
  /** How a device computes. */
  public enum Kind {
    /** A few cores with caches and wide vectors: a work item computes a register tile. */
    CPU,
    /** Many work items that share local memory. */
    DESKTOP,
    /** Vectors of four; local memory is no faster than other memory. */
    MOBILE
  }

  /** A CPU with vectors as wide as OpenCL has them. */
  public static final DeviceDescription OF_CPU =
      new DeviceDescription(Kind.CPU, "", 8, 0, 16, 1, 1024, 8);

  /**
   * A graphics card of the middle class: 10 TFLOP/s, of which kernels with 16 sums a work item
   * reach half, and 320 GB/s.
   */
  public static final DeviceDescription OF_DESKTOP =
      new DeviceDescription(Kind.DESKTOP, "", 32, 32 << 10, 1, 32, 256, 8);

  /** The graphics unit of a telephone: 500 GFLOP/s and 30 GB/s. */
  public static final DeviceDescription OF_MOBILE =
      new DeviceDescription(Kind.MOBILE, "", 8, 0, 4, 16, 64, 8);
}
