package org.cnnc.backend.opencl.execute;

import java.lang.foreign.Arena;
import java.util.List;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.LaunchPlan;

/** All launches of a plan as one. */
final class WholeLaunch implements Launches {
  private final List<PortMemory> inputs;
  private final List<PortMemory> outputs;
  private final Owned owned = new Owned();
  private final ClKernel kernel;

  /** The number of the last one. */
  private int run;

  WholeLaunch(
      BuiltModel model,
      LaunchPlan.Whole whole,
      int units,
      ClBuffer workspace,
      List<PortMemory> inputs,
      List<PortMemory> outputs,
      ClQueue queue) {
    this.inputs = inputs;
    this.outputs = outputs;
    long boardBytes = model.plan().boardBytes(units);
    try (Arena arena = Arena.ofConfined()) {
      kernel =
          owned.add(
              new ClKernel(model.program(), whole.kernel(), List.of(units), List.of(1)),
              ClKernel::close);
      ClBuffer board = owned.add(model.context().allocate(boardBytes), ClBuffer::close);
      queue.write(board, arena.allocate(boardBytes));
      queue.finish();
      kernel.set(LaunchPlan.Whole.BOARD, board);
      kernel.set(LaunchPlan.Whole.PATIENCE, 0);
      kernel.set(LaunchPlan.Whole.WEIGHTS, model.weights());
      kernel.set(LaunchPlan.Whole.WORKSPACE, workspace);
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  @Override
  public void launch(ClQueue queue, int image) {
    int next = LaunchPlan.Whole.after(run);
    kernel.set(LaunchPlan.Whole.RUN, next);
    int argument = LaunchPlan.Whole.PORTS;
    for (int i = 0; i < inputs.size(); i++, argument += 2) {
      inputs.get(i).setImage(kernel, argument, image);
    }
    for (int i = 0; i < outputs.size(); i++, argument += 2) {
      outputs.get(i).setImage(kernel, argument, image);
    }
    queue.launch(kernel);
    run = next;
  }

  @Override
  public void close() {
    owned.close();
  }
}
