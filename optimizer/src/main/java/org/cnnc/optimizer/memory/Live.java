package org.cnnc.optimizer.memory;

/**
 * A buffer that must keep its contents from the step that writes it to the last step that reads it,
 * both included: a step never reads and writes the same bytes.
 *
 * @param bytes its size, zero or more
 */
public record Live(String name, long bytes, int firstStep, int lastStep) {
  /**
   * @throws IllegalArgumentException for a negative size or a life that ends before it begins
   */
  public Live {
    if (bytes < 0 || firstStep > lastStep) {
      throw new IllegalArgumentException(
          "buffer `%s` of %d bytes lives from step %d to %d"
              .formatted(name, bytes, firstStep, lastStep));
    }
  }

  /** Whether there is a step in which both must keep their contents. */
  public boolean overlaps(Live other) {
    return firstStep <= other.lastStep && other.firstStep <= lastStep;
  }

  /** The size rounded up to the alignment. */
  long alignedBytes() {
    return Math.ceilDiv(bytes, MemoryPlan.ALIGNMENT) * MemoryPlan.ALIGNMENT;
  }
}
