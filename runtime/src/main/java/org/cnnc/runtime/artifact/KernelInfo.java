package org.cnnc.runtime.artifact;

/**
 * One kernel of a compiled model: how some of its layers are computed.
 *
 * @param name says what it computes, its window, its result and its schedule: {@code
 *     conv2d_relu_k3s1_64x56x56_winograd_6x4}
 * @param schedule the algorithm and its tiles: {@code winograd_6x4}
 * @param tuned whether the schedule is one that was measured to be best, not one that the
 *     compiler's model of costs chose
 * @param steps how many steps of a run are this kernel's, at least 1
 */
public record KernelInfo(String name, String schedule, boolean tuned, long steps) {
  public KernelInfo {
    checkText(name);
    checkText(schedule);
    if (steps < 1) {
      throw new IllegalArgumentException("a kernel of %d steps".formatted(steps));
    }
  }

  /** The name of a kernel with many fused operators is long. */
  private static void checkText(String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the name of a kernel is not printable");
    }
  }
}
