package org.cnnc.compiler.measure;

import java.util.stream.DoubleStream;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.Model;

/**
 * Times a model in turns with the machine's peak: what else the machine does meets both.
 *
 * @param target whose vectors the peak is that of
 * @param batch images in a run
 * @param seconds how long each number of threads is measured
 */
public record Bench(Model model, Target target, int batch, double seconds) {
  /** A sample of fewer would be as coarse as the clock. */
  private static final double SAMPLE_SECONDS = 1e-4;

  /**
   * What was measured with one number of threads.
   *
   * @param milliseconds of one run
   * @param gflops billions of floating point operations a second, two for each multiply-accumulate
   *     of the model; 0 where it has none
   * @param peakGflops those of multiply-adds alone, on as many threads
   */
  public record Row(int threads, Samples milliseconds, double gflops, double peakGflops) {
    /** The one as a part of the other. */
    public double peakPercent() {
      return 100 * gflops / peakGflops;
    }
  }

  /** Measures with a number of threads. */
  public Row run(int threads) {
    DoubleStream.Builder milliseconds = DoubleStream.builder();
    DoubleStream.Builder peaks = DoubleStream.builder();
    try (Runner runner = new Runner(model, threads, batch);
        Probe peak = Probe.multiplyAdds(target, threads)) {
      int runs = (int) Math.ceil(SAMPLE_SECONDS / Clock.warmUp(runner));
      Clock clock = new Clock(seconds);
      do {
        turn(runner, runs, milliseconds);
        peaks.add(peak.rate() / 1e9);
      } while (!clock.isOver());
    }
    Samples times = Samples.of(milliseconds.build());
    double flops = 2.0 * model.manifest().macs() * batch;
    return new Row(
        threads, times, flops / times.median() / 1e6, Samples.of(peaks.build()).median());
  }

  private static void turn(Runner runner, int runs, DoubleStream.Builder milliseconds) {
    Clock.pause();
    // Not timed: its threads wake up, its weights return to the caches.
    runner.seconds(1);
    Clock clock = new Clock(Clock.TURN_SECONDS);
    do {
      milliseconds.add(runner.seconds(runs) * 1e3);
    } while (!clock.isOver());
  }
}
