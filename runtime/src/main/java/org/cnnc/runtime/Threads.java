package org.cnnc.runtime;

/**
 * How many threads run one call together, the calling thread included. Results are the same to the
 * bit for every number.
 */
public record Threads(int count) {
  /** Beyond any machine this runs on; it keeps a wrong number from exhausting the system. */
  private static final int MAX = 1024;

  public Threads {
    if (count < 1 || count > MAX) {
      throw new IllegalArgumentException(
          "the number of threads is %d, not in 1..%d".formatted(count, MAX));
    }
  }

  /** As many as there are processors for this JVM; a container's limit counts. */
  public static Threads available() {
    return new Threads(Math.min(Runtime.getRuntime().availableProcessors(), MAX));
  }

  /**
   * This many. More than the available processors is allowed, and slower.
   *
   * @throws IllegalArgumentException if the number is not in 1..1024
   */
  public static Threads of(int count) {
    return new Threads(count);
  }
}
