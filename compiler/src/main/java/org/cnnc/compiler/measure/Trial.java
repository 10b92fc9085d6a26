package org.cnnc.compiler.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.weights.RandomWeights;
import org.cnnc.frontend.weights.WeightBinder;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Optimized;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.Port;

/**
 * One op, compiled in one way, with an activation before it: as in a model its input has just been
 * written, and lies as the op likes it.
 */
final class Trial implements AutoCloseable {
  private static final long SEED = 1;

  private final Model model;
  private final Program program;
  private final int step;
  private final String schedule;
  private final List<Runner> runners;

  private Trial(Model model, Program program, int step, String schedule, List<Runner> runners) {
    this.model = model;
    this.program = program;
    this.step = step;
    this.schedule = schedule;
    this.runners = runners;
  }

  /**
   * Compiles an op.
   *
   * @param op of an input, a weight and a bias
   * @param compiler chooses how to compute it
   * @param threads the numbers of threads to run it with
   */
  static Trial of(Op op, Compiler compiler, List<Integer> threads) {
    Optimized optimized = compiler.decide(graph(op), List.of());
    int step =
        IntStream.range(0, optimized.program().steps().size())
            .filter(i -> optimized.program().steps().get(i).macs() > 0)
            .findFirst()
            .orElseThrow();
    Program program = optimized.program().withStepTimes(Port.STEP_TIMES);
    Model model = ScratchLibrary.load(library -> compiler.compile(program, library), "auto");
    return new Trial(
        model,
        program,
        step,
        optimized.decisions().get(step).schedule().name(),
        threads.stream().map(count -> new Runner(model, count, 1)).toList());
  }

  private static Graph graph(Op op) {
    Value input = op.operands().get(0);
    Value weight = op.operands().get(1);
    Value bias = op.operands().get(2);
    Graph.Builder b = new Graph.Builder("trial");
    Value x = b.add(new Input("x", input.type()), Origin.NONE);
    Map<Value, Value> operands = new HashMap<>();
    operands.put(input, b.add(Unary.of(UnaryKind.RELU, x), Origin.NONE));
    operands.put(weight, parameter(b, "weight", weight, Parameter.Role.WEIGHT));
    operands.put(bias, parameter(b, "bias", bias, Parameter.Role.BIAS));
    b.output("y", b.add(op.mapOperands(operands::get), Origin.NONE));
    return WeightBinder.bind(b.build(), new RandomWeights(SEED));
  }

  private static Value parameter(Graph.Builder b, String name, Value value, Parameter.Role role) {
    return b.add(new Parameter(name, value.type(), role), Origin.NONE);
  }

  /**
   * The time of the op in one run.
   *
   * @param count the position of the number of threads
   */
  double milliseconds(int count) {
    Runner runner = runners.get(count);
    runner.seconds(1);
    return Profiler.stepMilliseconds(runner.output(Port.STEP_TIMES))[step];
  }

  /** The name of the schedule that the compiler chose. */
  String schedule() {
    return schedule;
  }

  /** Floating point operations of a run: two for each multiply-accumulate. */
  long flops() {
    return 2 * program.steps().get(step).macs();
  }

  /** The size of the weights. */
  long weightBytes() {
    return program.weightBytes();
  }

  @Override
  public void close() {
    runners.forEach(Runner::close);
    model.close();
  }
}
