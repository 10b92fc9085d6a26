package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Node;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.lower.Lowering;
import org.cnnc.optimizer.lower.Operands;

/**
 * Makes what the layers of a program compute visible: after each step comes one that copies its
 * result to an output. The steps of the program itself stay as they are, kernels, schedules, and
 * where everything lies, so that what is seen is what the program without these outputs computes.
 */
public final class LayerOutputs {
  /** Manifests take names of 256 characters; the prefix and a number have to fit, too. */
  private static final int NAME_LENGTH = 200;

  private final Program program;
  private final Schedules schedules;
  private final String prefix;
  private final List<Port> outputs;
  private final List<Kernel> kernels;
  private final List<Step> steps = new ArrayList<>();
  private final List<Optimized.Decision> decisions = new ArrayList<>();
  private final Map<List<Object>, Integer> copies = new HashMap<>();
  private final UniqueNames kernelNames = new UniqueNames();
  private final UniqueNames outputNames = new UniqueNames();

  private LayerOutputs(Program program, Schedules schedules, String prefix) {
    this.program = program;
    this.schedules = schedules;
    this.prefix = prefix;
    this.outputs = new ArrayList<>(program.outputs());
    this.kernels = new ArrayList<>(program.kernels());
    program.kernels().forEach(kernel -> kernelNames.take(kernel.name()));
    program.outputs().forEach(output -> outputNames.take(output.name()));
  }

  /**
   * Adds an output for each step that computes something: not for copies, nor for what is an output
   * already. Its name is that of the layers that the step computes, {@code conv1+bn1+relu1}, cut
   * where that is very long; should several have one name, all but the first get a number, {@code
   * conv1_2}.
   *
   * @param target what the program was made for
   * @param prefix what the names of these outputs begin with
   */
  public static Optimized of(Optimized optimized, Target target, String prefix) {
    Chooser chooser = new Chooser(target, false, Choices.ANALYTIC);
    return new LayerOutputs(optimized.program(), Schedules.of(target, chooser), prefix)
        .add(optimized);
  }

  private Optimized add(Optimized optimized) {
    for (int i = 0; i < program.steps().size(); i++) {
      Step step = program.steps().get(i);
      Optimized.Decision decision = optimized.decisions().get(i);
      steps.add(step);
      decisions.add(decision);
      int result = decision.op().operands().size();
      if (!(decision.op() instanceof Identity)
          && !(step.arguments().get(result) instanceof Place.Output)) {
        copy(step, decision.node(), result);
      }
    }
    Program withOutputs =
        new Program(
            program.name(),
            program.inputs(),
            outputs,
            program.weights(),
            program.weightBytes(),
            program.workspaceBytes(),
            kernels,
            steps);
    return new Optimized(optimized.graph(), withOutputs, decisions);
  }

  /**
   * Copies what a step computed.
   *
   * @param result the position of its result among its arguments
   */
  private void copy(Step step, Node node, int result) {
    Value value = node.result();
    Identity op = new Identity(value);
    Buffer computed = program.kernels().get(step.kernel()).parameters().get(result);
    Buffer x =
        new Buffer("x", computed.dtype(), computed.shape(), computed.layout(), computed.space());
    Buffer y = Buffer.global("y", ElementType.of(value.type().dtype()), computed.shape());
    Operands operands = new Operands(List.of(x), y);
    Schedule schedule = schedules.choose(op, operands, Set.of());
    Stmt nest = schedule.apply(Lowering.lower(op, operands, schedule.winograd()));
    Stmt body = schedules.share(nest, 0, x.bytes() + y.bytes());
    List<Buffer> parameters = List.of(x, y);
    int kernel =
        copies.computeIfAbsent(
            List.of(parameters, body),
            _ -> {
              String name = kernelNames.unique(KernelNames.kernel(op, y, schedule));
              kernels.add(new Kernel(name, parameters, body));
              return kernels.size() - 1;
            });
    List<Place> arguments = List.of(step.arguments().get(result), new Place.Output(outputs.size()));
    outputs.add(new Port(name(step, node), value.type()));
    steps.add(new Step(kernel, arguments, step.origin(), 0));
    decisions.add(new Optimized.Decision(node, op, schedule));
  }

  private String name(Step step, Node node) {
    List<String> layers = node.origin().layers();
    String name =
        layers.isEmpty() ? program.kernels().get(step.kernel()).name() : String.join("+", layers);
    return outputNames.unique(
        prefix + (name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) : name));
  }
}
