package org.cnnc.backend.opencl.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.LaunchPlan;

/** The launches of a plan, one by one. */
final class SingleLaunches implements Launches {
  private final BuiltModel model;
  private final ClBuffer workspace;
  private final List<PortMemory> inputs;
  private final List<PortMemory> outputs;
  private final Optional<StepClock> clock;
  private final Owned owned = new Owned();
  private final List<ClKernel> kernels = new ArrayList<>();

  /**
   * @param clock gets the times of all launches
   */
  SingleLaunches(
      BuiltModel model,
      ClBuffer workspace,
      List<PortMemory> inputs,
      List<PortMemory> outputs,
      Optional<StepClock> clock) {
    this.model = model;
    this.workspace = workspace;
    this.inputs = inputs;
    this.outputs = outputs;
    this.clock = clock;
    try {
      for (LaunchPlan.Launch launch : model.plan().launches()) {
        kernels.add(kernel(launch));
      }
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  /** A kernel with all of its arguments that stay the same. */
  private ClKernel kernel(LaunchPlan.Launch launch) {
    ClKernel kernel =
        owned.add(
            new ClKernel(model.program(), launch.kernel(), launch.global(), launch.local()),
            ClKernel::close);
    long maxItems = kernel.maxItems(model.context().device());
    if (maxItems > 0) {
      // Registers may leave room for fewer than the device has at most.
      Suitability.checkItems(launch, maxItems, model.device());
    }
    int argument = 0;
    for (LaunchPlan.Place place : launch.buffers()) {
      switch (place) {
        case LaunchPlan.Place.Weights(long offset) ->
            set(kernel, argument, model.weights(), offset);
        case LaunchPlan.Place.Workspace(long offset) -> set(kernel, argument, workspace, offset);
        case LaunchPlan.Place.Input _, LaunchPlan.Place.Output _ -> {}
      }
      argument += 2;
    }
    for (int value : launch.values()) {
      kernel.set(argument++, value);
    }
    return kernel;
  }

  private static void set(ClKernel kernel, int argument, ClBuffer buffer, long offset) {
    kernel.set(argument, buffer);
    kernel.set(argument + 1, offset);
  }

  @Override
  public void launch(ClQueue queue, int image) {
    List<LaunchPlan.Launch> launches = model.plan().launches();
    for (int l = 0; l < launches.size(); l++) {
      ClKernel kernel = kernels.get(l);
      List<LaunchPlan.Place> places = launches.get(l).buffers();
      for (int p = 0; p < places.size(); p++) {
        switch (places.get(p)) {
          case LaunchPlan.Place.Input(int index) ->
              inputs.get(index).setImage(kernel, 2 * p, image);
          case LaunchPlan.Place.Output(int index) ->
              outputs.get(index).setImage(kernel, 2 * p, image);
          case LaunchPlan.Place.Weights _, LaunchPlan.Place.Workspace _ -> {}
        }
      }
      if (clock.isPresent()) {
        clock.get().add(queue.launchTimed(kernel));
      } else {
        queue.launch(kernel);
      }
    }
  }

  @Override
  public void close() {
    owned.close();
  }
}
