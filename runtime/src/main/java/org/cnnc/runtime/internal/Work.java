package org.cnnc.runtime.internal;

import java.util.stream.Stream;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;

/**
 * What one image costs, by which a run is divided among threads.
 *
 * @param macs multiply-accumulates
 * @param bytes of the image's inputs and outputs
 * @param workspaceBytes the scratch memory of a run
 * @param isBatched whether a run can have several images
 * @param alignedImages of so many images, one begins where the ABI lets a tensor begin
 */
record Work(long macs, long bytes, long workspaceBytes, boolean isBatched, int alignedImages) {
  /** Multiply-accumulates, and bytes read or written, that a core does in a microsecond. */
  private static final double MACS = 50_000;

  private static final double BYTES = 20_000;

  /** Microseconds of a run that is over before the threads have met often enough. */
  private static final double SHORT = 4;

  /**
   * Scratch memory that each thread can have for itself. With more, threads that work on one image
   * are as fast: its steps are long, and they read each weight once.
   */
  private static final long SMALL_WORKSPACE = 8L << 20;

  /** How much longer than its even part a thread's share of the images may be. */
  private static final double UNEVEN = 1.25;

  static Work of(Manifest manifest) {
    return new Work(
        manifest.macs(),
        ports(manifest).mapToLong(Port::bytes).sum(),
        manifest.workspaceBytes(),
        manifest.anyBatch(),
        // All are powers of two: the largest is a multiple of the others.
        ports(manifest).mapToInt(Work::alignedImages).max().orElse(1));
  }

  private static Stream<Port> ports(Manifest manifest) {
    return Stream.concat(manifest.inputs().stream(), manifest.outputs().stream());
  }

  private static int alignedImages(Port port) {
    long power = Math.min(Call.ALIGNMENT, Long.lowestOneBit(port.bytes()));
    return port.bytes() == 0 ? 1 : (int) (Call.ALIGNMENT / power);
  }

  /** How a run of this many images is divided. */
  Division division(int batch, int threads) {
    if (threads == 1 || batch == 0 || microseconds() * batch < SHORT) {
      return Division.ALONE;
    }
    boolean canBeImages = isBatched && batch >= threads && workspaceBytes <= SMALL_WORKSPACE;
    return canBeImages && longestShare(batch, threads) * threads <= UNEVEN * batch
        ? Division.BY_IMAGES
        : Division.BY_STEPS;
  }

  private long longestShare(int batch, int threads) {
    long longest = 0;
    for (int thread = 0; thread < threads; thread++) {
      long share = firstImage(thread + 1, batch, threads) - firstImage(thread, batch, threads);
      longest = Math.max(longest, share);
    }
    return longest;
  }

  /** The first image of a thread's share; of the thread after the last one, the end of all. */
  long firstImage(int thread, int batch, int threads) {
    long groups = Math.ceilDiv(batch, alignedImages);
    return Math.min(batch, groups * thread / threads * alignedImages);
  }

  private double microseconds() {
    return Math.max(macs / MACS, (bytes + workspaceBytes) / BYTES);
  }
}
