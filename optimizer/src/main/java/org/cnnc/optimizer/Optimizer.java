package org.cnnc.optimizer;

import java.util.List;
import org.cnnc.ir.Graph;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.verifier.GraphVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.layout.Layouts;
import org.cnnc.optimizer.layout.SeparatePinnedValues;
import org.cnnc.optimizer.layout.SharedMemory;
import org.cnnc.optimizer.pass.DefaultPipeline;
import org.cnnc.optimizer.pass.PadChannels;
import org.cnnc.optimizer.pass.PassListener;
import org.cnnc.optimizer.pass.StoreBfloat16;

/** The whole way from a graph to a program. */
public final class Optimizer {
  private Optimizer() {}

  /**
   * Rewrites a graph, lays its values out, lowers and schedules each op, and plans memory.
   *
   * @param graph without unbound parameters
   * @param use whether convolutions may be computed by Winograd's algorithm
   * @param precision what activations and weights are stored in
   * @param choices what is known of the ways to compute an op, beside the models of costs
   * @param listeners watch the graph passes
   * @throws org.cnnc.ir.CompilerBug where something is wrong that is not the user's mistake
   */
  public static Program optimize(
      Graph graph,
      Target target,
      WinogradUse use,
      Precision precision,
      Choices choices,
      List<PassListener> listeners) {
    return decide(graph, target, use, precision, choices, listeners).program();
  }

  /** What {@link #optimize} does, with the decisions that it took. */
  public static Optimized decide(
      Graph graph,
      Target target,
      WinogradUse use,
      Precision precision,
      Choices choices,
      List<PassListener> listeners) {
    Chooser chooser = chooser(target, use, choices);
    Graph rewritten = rewrite(graph, chooser, precision, listeners);
    Graph separated = SeparatePinnedValues.run(rewritten, target, chooser.of(rewritten));
    return build(separated, target, chooser.of(separated), SharedMemory.find(separated, target));
  }

  /** Runs the graph passes alone. */
  public static Graph rewrite(
      Graph graph,
      Target target,
      WinogradUse use,
      Precision precision,
      Choices choices,
      List<PassListener> listeners) {
    return rewrite(graph, chooser(target, use, choices), precision, listeners);
  }

  private static Graph rewrite(
      Graph graph, Chooser chooser, Precision precision, List<PassListener> listeners) {
    GraphVerifier.verify(graph, "elaborate");
    StoreBfloat16 store =
        new StoreBfloat16(precision, op -> chooser.isBetterInF32(op, precision.storage()));
    Graph rewritten = DefaultPipeline.run(graph, listeners);
    Graph stored = DefaultPipeline.run(List.of(store), rewritten, listeners);
    PadChannels pad = new PadChannels(chooser.of(stored)::cycles);
    return DefaultPipeline.run(List.of(pad), stored, listeners);
  }

  private static Chooser chooser(Target target, WinogradUse use, Choices choices) {
    return new Chooser(target, use == WinogradUse.AUTO, choices);
  }

  /** The program of a graph that {@link SeparatePinnedValues} has prepared. */
  static Optimized build(Graph separated, Target target, Chooser chooser, SharedMemory memory) {
    Layouts layouts = Layouts.assign(separated, target, chooser, memory);
    Optimized built =
        ProgramBuilder.build(separated, layouts, memory, Schedules.of(target, chooser));
    return target.isForCpu()
        ? new Optimized(
            built.graph(), NeedlessBarriers.leaveOut(built.program()), built.decisions())
        : built;
  }
}
