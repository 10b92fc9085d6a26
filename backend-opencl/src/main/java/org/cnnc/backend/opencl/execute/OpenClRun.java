package org.cnnc.backend.opencl.execute;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClContext;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.runtime.artifact.LaunchPlan;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.spi.Run;

/**
 * The launches of a model with memory of their own. A run puts all of them into a queue, image
 * after image, and waits once, for the last.
 */
final class OpenClRun implements Run {
  private final BuiltModel model;
  private final Owned owned = new Owned();
  private final ClQueue queue;
  private final ClBuffer workspace;
  private final List<ClKernel> kernels = new ArrayList<>();
  private final List<PortMemory> inputs = new ArrayList<>();
  private final List<PortMemory> outputs = new ArrayList<>();

  /** Of a model that was compiled with step times; they are its last output. */
  private final Optional<StepClock> clock;

  OpenClRun(Manifest manifest, BuiltModel model) {
    this.model = model;
    ClContext context = model.context();
    clock =
        manifest.outputs().stream()
            .filter(Port::isStepTimes)
            .findFirst()
            .map(output -> new StepClock(model.plan(), output));
    try {
      queue =
          owned.add(
              clock.isPresent() ? context.newTimedQueue() : context.newQueue(), ClQueue::close);
      // A tensor without elements lies in the workspace, too.
      workspace =
          owned.add(context.allocate(Math.max(1, manifest.workspaceBytes())), ClBuffer::close);
      for (LaunchPlan.Launch launch : model.plan().launches()) {
        kernels.add(kernel(launch));
      }
      manifest.inputs().forEach(port -> inputs.add(memory(port)));
      manifest.outputs().stream()
          .filter(port -> !port.isStepTimes())
          .forEach(port -> outputs.add(memory(port)));
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

  private PortMemory memory(Port port) {
    return owned.add(new PortMemory(port, model.context(), queue), PortMemory::close);
  }

  private static void set(ClKernel kernel, int argument, ClBuffer buffer, long offset) {
    kernel.set(argument, buffer);
    kernel.set(argument + 1, offset);
  }

  @Override
  public void input(int index, MemorySegment memory) {
    inputs.get(index).bind(memory);
  }

  @Override
  public void output(int index, MemorySegment memory) {
    if (index < outputs.size()) {
      outputs.get(index).bind(memory);
    } else {
      clock.orElseThrow().bind(memory);
    }
  }

  @Override
  public void run(int batch) {
    inputs.forEach(memory -> memory.toDevice(batch));
    outputs.forEach(PortMemory::giveToDevice);
    clock.ifPresent(StepClock::reset);
    for (int image = 0; image < batch; image++) {
      launchAll(image);
    }
    inputs.forEach(PortMemory::giveToHost);
    outputs.forEach(memory -> memory.toHost(batch));
    queue.finish();
    clock.ifPresent(StepClock::write);
  }

  private void launchAll(int image) {
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
    clock.ifPresent(StepClock::reset);
    owned.close();
  }
}
