package org.cnnc.compiler.measure;

import java.util.List;
import org.cnnc.ir.Origin;

/**
 * Where a model's time goes.
 *
 * @param runs how many were measured
 * @param milliseconds of one run, all steps
 * @param peakGflops billions of floating point operations a second that as many threads can do
 * @param peakGigabytes billions of bytes a second that they can read, of as many bytes as the
 *     model's weights and workspace have
 * @param steps in the order of a run
 */
public record Profile(
    String model,
    String cpu,
    int threads,
    int runs,
    double milliseconds,
    double peakGflops,
    double peakGigabytes,
    List<StepTime> steps) {
  public Profile {
    steps = List.copyOf(steps);
  }

  /**
   * One run of a kernel.
   *
   * @param origin the layers it computes, and their places in the source
   * @param milliseconds the median of all runs
   * @param flops floating point operations: two for each multiply-accumulate, other ones not
   *     counted
   * @param bytes that it reads and writes, each once, wherever they are
   */
  public record StepTime(
      String kernel, Origin origin, double milliseconds, long flops, long bytes) {
    /** Billions of floating point operations a second. */
    public double gflops() {
      return flops / milliseconds / 1e6;
    }

    /** Billions of bytes a second. */
    public double gigabytes() {
      return bytes / milliseconds / 1e6;
    }
  }

  /** The part of the time that a step takes. */
  public double percent(StepTime step) {
    double all = steps.stream().mapToDouble(StepTime::milliseconds).sum();
    return 100 * step.milliseconds / all;
  }

  /**
   * How near a step is to what the machine allows (Williams et al., Roofline, 2009): the time in
   * which it could do its arithmetic, or move its bytes, whichever is longer, as a part of its
   * time. Above 100 where its bytes are in a faster cache than those of the whole model, or where
   * it needs fewer operations than are counted, as Winograd's convolutions do.
   */
  public double rooflinePercent(StepTime step) {
    double arithmetic = step.gflops() / peakGflops;
    return 100 * Math.max(arithmetic, step.gigabytes() / peakGigabytes);
  }
}
