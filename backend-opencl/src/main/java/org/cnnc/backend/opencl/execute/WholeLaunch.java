package org.cnnc.backend.opencl.execute;

import java.lang.foreign.Arena;
import java.util.List;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.LaunchPlan;

/** All launches of a plan as one. */
final class WholeLaunch implements Launches {
  private static final int RUN = 1;
  private static final int FIRST_PORT = 4;

  private final List<PortMemory> inputs;
  private final List<PortMemory> outputs;
  private final Owned owned = new Owned();
  private final ClKernel kernel;

  /** How many there were; those after 2^32 begin again. */
  private int runs;

  WholeLaunch(
      BuiltModel model,
      LaunchPlan.Whole whole,
      ClBuffer workspace,
      List<PortMemory> inputs,
      List<PortMemory> outputs,
      ClQueue queue) {
    this.inputs = inputs;
    this.outputs = outputs;
    int units = model.context().device().units();
    long boardBytes = model.plan().boardBytes(units);
    try (Arena arena = Arena.ofConfined()) {
      kernel =
          owned.add(
              new ClKernel(model.program(), whole.kernel(), List.of(units), List.of(1)),
              ClKernel::close);
      ClBuffer board = owned.add(model.context().allocate(boardBytes), ClBuffer::close);
      queue.write(board, arena.allocate(boardBytes));
      queue.finish();
      kernel.set(0, board);
      kernel.set(2, model.weights());
      kernel.set(3, workspace);
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  @Override
  public void launch(ClQueue queue, int image) {
    kernel.set(RUN, runs + 1);
    int argument = FIRST_PORT;
    for (int i = 0; i < inputs.size(); i++, argument += 2) {
      inputs.get(i).setImage(kernel, argument, image);
    }
    for (int i = 0; i < outputs.size(); i++, argument += 2) {
      outputs.get(i).setImage(kernel, argument, image);
    }
    queue.launch(kernel);
    runs++;
  }

  @Override
  public void close() {
    owned.close();
  }
}
