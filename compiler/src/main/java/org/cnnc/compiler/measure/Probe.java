package org.cnnc.compiler.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;

/**
 * Code that does as much of one thing as the machine can, compiled as models are: what to compare a
 * model with.
 */
final class Probe implements AutoCloseable {
  /** Half a millisecond of multiply-adds: what a call costs besides is nothing to that. */
  private static final int ROUNDS = 100_000;

  /** Reading as much takes about as long from a cache. */
  private static final long READ_BYTES = 32L << 20;

  /** The runs of a turn. */
  private static final int TURN_RUNS = 12;

  /** Additions take 3 or 4 cycles, and two begin in one. */
  private static final int READ_CHAINS = 8;

  private final Runner runner;
  private final double work;

  private Probe(Runner runner, double work) {
    this.runner = runner;
    this.work = work;
  }

  /**
   * Independent chains of multiply-adds in registers: its rate is the peak in FLOP/s. Four
   * registers are left for the factors and for what LLVM needs; the chains are more than the 8 that
   * hide the latency of 4 cycles where two multiply-adds begin in each.
   */
  static Probe multiplyAdds(Target target, int threads) {
    int chains = target.vectorRegisters() - 4;
    int lanes = target.lanes();
    String kernel =
        String.format(
            Locale.ROOT,
            """
            kernel multiply_adds(x: f32[%3$d], y: f32[%3$d], z: f32[%1$d,%2$d,%3$d]) {
              parallel t in 0..%1$d {
                register sum: f32[%2$d,%3$d]
                unrolled c in 0..%2$d { vector l in 0..%3$d { sum[c, l] = 0.0 } }
                for i in 0..%4$d {
                  unrolled c in 0..%2$d { vector l in 0..%3$d { sum[c, l] += x[l] * y[l] } }
                }
                unrolled c in 0..%2$d { vector l in 0..%3$d { z[t, c, l] = sum[c, l] } }
              }
            }
            """,
            threads,
            chains,
            lanes,
            ROUNDS);
    long multiplyAdds = (long) ROUNDS * chains * lanes * threads;
    return compiled(kernel, target, threads, multiplyAdds, 2.0 * multiplyAdds);
  }

  /**
   * Reads memory from its beginning to its end, again and again, each thread a part of its own: its
   * rate is the bandwidth in bytes a second of the cache that so many bytes fit in, or of the main
   * memory.
   */
  static Probe reads(Target target, int threads, long size) {
    int lanes = target.lanes();
    long rowBytes = (long) threads * READ_CHAINS * lanes * Float.BYTES;
    // An array of Java cannot hold more than 2 GiB; so much is in no cache.
    long rows = Math.clamp(size / rowBytes, 1, (1L << 30) / rowBytes);
    long rounds = Math.ceilDiv(READ_BYTES, rows * rowBytes);
    String kernel =
        String.format(
            Locale.ROOT,
            """
            kernel reads(x: f32[%1$d,%5$d,%2$d,%3$d], z: f32[%1$d,%2$d,%3$d]) {
              parallel t in 0..%1$d {
                register sum: f32[%2$d,%3$d]
                unrolled c in 0..%2$d { vector l in 0..%3$d { sum[c, l] = 0.0 } }
                for i in 0..%4$d {
                  for r in 0..%5$d {
                    unrolled c in 0..%2$d { vector l in 0..%3$d { sum[c, l] += x[t, r, c, l] } }
                  }
                }
                unrolled c in 0..%2$d { vector l in 0..%3$d { z[t, c, l] = sum[c, l] } }
              }
            }
            """,
            threads,
            READ_CHAINS,
            lanes,
            rounds,
            rows);
    long bytes = rounds * rows * rowBytes;
    return compiled(kernel, target, threads, bytes / Float.BYTES, (double) bytes);
  }

  /**
   * A kernel whose last parameter is its output, the others its inputs.
   *
   * @param operations how many it does: a run of few would be one thread's
   * @param work what its rate counts
   */
  private static Probe compiled(
      String text, Target target, int threads, long operations, double work) {
    Kernel kernel = LoopReader.read(text);
    List<Port> ports = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (Buffer buffer : kernel.parameters()) {
      places.add(new Place.Input(ports.size()));
      ports.add(new Port(buffer.name(), new TensorType(buffer.dtype().dtype(), buffer.shape())));
    }
    places.set(places.size() - 1, new Place.Output(0));
    int inputs = ports.size() - 1;
    Program program =
        new Program(
            kernel.name(),
            ports.subList(0, inputs),
            ports.subList(inputs, ports.size()),
            List.of(),
            0,
            0,
            List.of(kernel),
            List.of(new Step(0, places, Origin.NONE, operations)));
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withTarget(target.name()));
    Model model = ScratchLibrary.load(library -> compiler.compile(program, library), "auto");
    return new Probe(new Runner(model, threads, 1), work);
  }

  /**
   * How much it does in a second. The best of some runs: others are slower only where something
   * else had the processor.
   */
  double rate() {
    Clock.pause();
    return IntStream.range(0, TURN_RUNS).mapToDouble(_ -> work / runner.seconds(1)).max().orElse(0);
  }

  /** What was compiled. */
  Model model() {
    return runner.model();
  }

  /** Does it once, for what it leaves in the caches. */
  void run() {
    runner.seconds(1);
  }

  @Override
  public void close() {
    runner.close();
    runner.model().close();
  }
}
