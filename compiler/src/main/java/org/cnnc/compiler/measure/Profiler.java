package org.cnnc.compiler.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Target;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.Port;

/**
 * Times each step of a model: compiles it so that it writes down when every step ended, and runs
 * that in turns with what shows the machine's peaks.
 *
 * @param device where it runs, as {@link Model#load(java.nio.file.Path, String)} has it
 * @param seconds how long it measures
 */
public record Profiler(Compiler compiler, String device, int threads, double seconds) {
  /** Profiles one image of a model that was loaded with the compiler's options. */
  public Profile run(ModelDefinition definition) {
    Program program = compiler.optimize(compiler.bind(definition)).withStepTimes(Port.STEP_TIMES);
    List<double[]> runs = new ArrayList<>();
    DoubleStream.Builder arithmetic = DoubleStream.builder();
    DoubleStream.Builder memory = DoubleStream.builder();
    long bytes = program.weightBytes() + program.workspaceBytes();
    try (Model model = ScratchLibrary.load(file -> compiler.compile(program, file), device);
        Runner runner = new Runner(model, threads, 1);
        Probe multiplyAdds = Probe.multiplyAdds(cpu(model), threads);
        Probe reads = Probe.reads(cpu(model), threads, bytes)) {
      Clock.warmUp(runner);
      Clock clock = new Clock(seconds);
      do {
        Clock.pause();
        runner.seconds(1);
        Clock turn = new Clock(Clock.TURN_SECONDS);
        do {
          runner.seconds(1);
          runs.add(stepMilliseconds(runner.output(Port.STEP_TIMES)));
        } while (!turn.isOver());
        arithmetic.add(multiplyAdds.rate() / 1e9);
        memory.add(reads.rate() / 1e9);
      } while (!clock.isOver());
    }
    return new Profile(
        definition.name(),
        compiler.target().cpu(),
        threads,
        runs.size(),
        Samples.of(runs.stream().mapToDouble(run -> DoubleStream.of(run).sum())).median(),
        Samples.of(arithmetic.build()).median(),
        Samples.of(memory.build()).median(),
        steps(program, runs));
  }

  /** Whose peaks are measured: the CPU that the code is for, or beside the device. */
  private static Target cpu(Model model) {
    return Compiler.targetOf(model.manifest().platform());
  }

  /** What lies between the times of {@link Program#withStepTimes}. */
  static double[] stepMilliseconds(long[] times) {
    double[] milliseconds = new double[times.length / 2 - 1];
    for (int i = 0; i < milliseconds.length; i++) {
      long seconds = times[2 * i + 2] - times[2 * i];
      long nanoseconds = times[2 * i + 3] - times[2 * i + 1];
      milliseconds[i] = seconds * 1e3 + nanoseconds / 1e6;
    }
    return milliseconds;
  }

  private static List<Profile.StepTime> steps(Program program, List<double[]> runs) {
    return IntStream.range(0, program.steps().size())
        .mapToObj(
            i -> {
              Step step = program.steps().get(i);
              return new Profile.StepTime(
                  program.kernels().get(step.kernel()).name(),
                  step.origin(),
                  Samples.of(runs.stream().mapToDouble(run -> run[i])).median(),
                  2 * step.macs(),
                  program.bytes(step));
            })
        .toList();
  }
}
