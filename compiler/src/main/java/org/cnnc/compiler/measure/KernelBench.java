package org.cnnc.compiler.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.Optimized;

/**
 * Times single convolutions, each compiled by itself, in turns with the machine's peaks.
 *
 * @param compiler chooses the schedules
 * @param rounds how many turns each kernel and each peak get
 */
public record KernelBench(Compiler compiler, int threads, int rounds) {
  /**
   * What was measured of a convolution. Parts are of rounds: what else the machine did met kernel
   * and peaks alike.
   *
   * @param schedule what the compiler chose
   * @param weightBytes the size of its weights
   * @param milliseconds of a run, the median of each round
   * @param peakParts its operations as a part of those that multiply-adds alone could do
   * @param allowedParts the time in which the machine could do its operations or read its weights
   *     once from where as many bytes lie, whichever is longer, as a part of its time
   */
  public record Row(
      Conv2d conv,
      String schedule,
      long flops,
      long weightBytes,
      Samples milliseconds,
      Samples peakParts,
      Samples allowedParts) {
    /** Billions of operations a second. */
    public double gflops() {
      return flops / milliseconds.median() / 1e6;
    }
  }

  /** The convolutions of a bound graph that differ in more than their weights, in its order. */
  public List<Conv2d> convolutions(Graph graph) {
    Map<String, Conv2d> convolutions = new LinkedHashMap<>();
    for (Optimized.Decision decision : compiler.decide(graph, List.of()).decisions()) {
      Op op = decision.op() instanceof Fused fused ? fused.anchor() : decision.op();
      if (op instanceof Conv2d conv) {
        convolutions.putIfAbsent(GraphPrinter.print(conv, value -> value.type().toString()), conv);
      }
    }
    return List.copyOf(convolutions.values());
  }

  /** Measures a convolution. */
  public Row run(Conv2d conv) {
    Target target = compiler.target();
    DoubleStream.Builder milliseconds = DoubleStream.builder();
    DoubleStream.Builder peakParts = DoubleStream.builder();
    DoubleStream.Builder allowedParts = DoubleStream.builder();
    try (Trial trial = Trial.of(conv, compiler, List.of(threads));
        Probe multiplyAdds = Probe.multiplyAdds(target, threads);
        Probe reads = Probe.reads(target, threads, trial.weightBytes())) {
      for (int round = 0; round <= rounds; round++) {
        double seconds = turn(trial) / 1e3;
        double arithmetic = trial.flops() / multiplyAdds.rate();
        double reading = trial.weightBytes() / reads.rate();
        if (round > 0) {
          milliseconds.add(seconds * 1e3);
          peakParts.add(arithmetic / seconds);
          allowedParts.add(Math.max(arithmetic, reading) / seconds);
        }
      }
      return new Row(
          conv,
          trial.schedule(),
          trial.flops(),
          trial.weightBytes(),
          Samples.of(milliseconds.build()),
          Samples.of(peakParts.build()),
          Samples.of(allowedParts.build()));
    }
  }

  /** The median of as many runs as a turn has time for, after one that does not count. */
  private static double turn(Trial trial) {
    Clock.pause();
    trial.milliseconds(0);
    DoubleStream.Builder milliseconds = DoubleStream.builder();
    Clock clock = new Clock(Clock.TURN_SECONDS);
    do {
      milliseconds.add(trial.milliseconds(0));
    } while (!clock.isOver());
    return Samples.of(milliseconds.build()).median();
  }
}
