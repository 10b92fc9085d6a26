package org.cnnc.runtime.spi;

/**
 * A device as its driver describes it.
 *
 * @param index among the devices of its engine, from 0
 * @param version of the interface, such as {@code OpenCL 3.0}
 * @param units how many compute units: cores of a CPU
 * @param memoryBytes of its memory
 * @param sharesMemory whether that is the host's memory, so that nothing need be copied
 * @param vectorWidth floats that a work item computes with at once
 * @param groups what its groups of work items can be
 */
public record DeviceInfo(
    int index,
    String name,
    Kind kind,
    String vendor,
    String driver,
    String version,
    int units,
    long memoryBytes,
    boolean sharesMemory,
    int vectorWidth,
    WorkGroups groups) {
  /** What a device is. */
  public enum Kind {
    CPU("cpu"),
    GPU("gpu"),
    OTHER("accelerator");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As on the command line: {@code gpu}. */
    @Override
    public String toString() {
      return text;
    }
  }
}
