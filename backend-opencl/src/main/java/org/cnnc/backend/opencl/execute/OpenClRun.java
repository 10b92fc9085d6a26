package org.cnnc.backend.opencl.execute;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClContext;
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
  private final int units;
  private final Owned owned = new Owned();
  private final ClQueue queue;
  private final ClBuffer workspace;
  private final List<PortMemory> inputs = new ArrayList<>();
  private final List<PortMemory> outputs = new ArrayList<>();
  private final Launches launches;

  /** Where the model and the device can have one. */
  private final Optional<Resident> resident;

  /** Of an image, when some were run last. */
  private long imageNanos = Resident.MAX_NANOS;

  /** Of a model that was compiled with step times; they are its last output. */
  private final Optional<StepClock> clock;

  /**
   * @param units how many of the device's work together, where they do
   */
  OpenClRun(Manifest manifest, BuiltModel model, int units) {
    this.model = model;
    this.units = units;
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
      manifest.inputs().forEach(port -> inputs.add(memory(port)));
      manifest.outputs().stream()
          .filter(port -> !port.isStepTimes())
          .forEach(port -> outputs.add(memory(port)));
      launches = owned.add(launches(), Launches::close);
      resident =
          Resident.isPossible(model, inputs, outputs)
              ? model.whole().map(this::resident)
              : Optional.empty();
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  private Launches launches() {
    return model
        .whole()
        .<Launches>map(
            whole -> new WholeLaunch(model, whole, units, workspace, inputs, outputs, queue))
        .orElseGet(() -> new SingleLaunches(model, workspace, inputs, outputs, clock));
  }

  private Resident resident(LaunchPlan.Whole whole) {
    return owned.add(
        new Resident(model, whole, units, workspace, inputs, outputs, queue), Resident::close);
  }

  private PortMemory memory(Port port) {
    return owned.add(new PortMemory(port, model.context(), queue), PortMemory::close);
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
    long start = System.nanoTime();
    if (resident.isPresent() && imageNanos < Resident.MAX_NANOS) {
      for (int image = 0; image < batch; image++) {
        resident.get().run(image);
      }
    } else {
      resident.ifPresent(Resident::leave);
      launchAll(batch);
    }
    if (batch > 0) {
      imageNanos = (System.nanoTime() - start) / batch;
    }
  }

  private void launchAll(int batch) {
    inputs.forEach(memory -> memory.toDevice(batch));
    outputs.forEach(PortMemory::giveToDevice);
    clock.ifPresent(StepClock::reset);
    for (int image = 0; image < batch; image++) {
      launches.launch(queue, image);
    }
    inputs.forEach(PortMemory::giveToHost);
    outputs.forEach(memory -> memory.toHost(batch));
    queue.finish();
    clock.ifPresent(StepClock::write);
  }

  @Override
  public void close() {
    clock.ifPresent(StepClock::reset);
    owned.close();
  }
}
