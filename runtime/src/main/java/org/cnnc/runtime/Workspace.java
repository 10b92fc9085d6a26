package org.cnnc.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.internal.Recording;
import org.cnnc.runtime.internal.StepTimes;
import org.cnnc.runtime.spi.Executable;
import org.cnnc.runtime.spi.Run;

/**
 * The memory and the threads that one caller needs to run a {@link Model}: inputs, outputs, scratch
 * memory, and as many daemon threads as were asked for but one. It is for one thread at a time; use
 * by two throws {@link ConcurrentUseException}. A workspace that is not closed is never freed.
 *
 * <p>Java Flight Recorder is told of every run: {@code org.cnnc.Run}, and {@code org.cnnc.Step} for
 * each step of a model that was compiled with {@code --step-times}.
 *
 * <p>A run allocates nothing, neither on the Java heap nor, for no more images than an earlier run
 * or the {@code maxBatch} of {@link Model#newWorkspace(Threads, int)}, outside it.
 */
public final class Workspace implements AutoCloseable {
  private final Guard guard = new Guard();
  private final Model model;
  private final List<TensorMemory> inputMemory = new ArrayList<>();
  private final List<TensorMemory> outputMemory = new ArrayList<>();
  private final List<InputTensor> inputs;
  private final List<OutputTensor> outputs;
  private final Run run;
  private final Recording recording;

  /** Takes over the caller's hold on the model, if it returns. */
  Workspace(Model model, Executable executable, Threads threads, int maxBatch) {
    this.model = model;
    try {
      allocate(model.inputs(), maxBatch, inputMemory);
      allocate(model.outputs(), maxBatch, outputMemory);
      recording = Recording.of(model.name(), threads.count(), stepTimes());
      run = bound(executable.newRun(threads.count()));
    } catch (RuntimeException | Error e) {
      freeMemory();
      throw e;
    }
    inputs =
        IntStream.range(0, inputMemory.size())
            .mapToObj(i -> new InputTensor(guard, inputMemory.get(i), run, i))
            .toList();
    outputs = outputMemory.stream().map(memory -> new OutputTensor(guard, memory)).toList();
  }

  /** A run that knows where all images are; where that fails it is closed. */
  private Run bound(Run unbound) {
    try {
      for (int i = 0; i < inputMemory.size(); i++) {
        int index = i;
        inputMemory.get(i).tell(memory -> unbound.input(index, memory));
      }
      for (int i = 0; i < outputMemory.size(); i++) {
        int index = i;
        outputMemory.get(i).tell(memory -> unbound.output(index, memory));
      }
      return unbound;
    } catch (RuntimeException | Error e) {
      unbound.close();
      throw e;
    }
  }

  /** The output that is {@link Port#STEP_TIMES}, in a model that was compiled with them. */
  private StepTimes stepTimes() {
    return outputMemory.stream()
        .filter(output -> output.port().isStepTimes())
        .findFirst()
        .map(output -> new StepTimes(output.port().labels(), output::memory))
        .orElse(StepTimes.NONE);
  }

  private static void allocate(List<Port> ports, int maxBatch, List<TensorMemory> memory) {
    for (Port port : ports) {
      memory.add(new TensorMemory(port, maxBatch));
    }
  }

  /** The model this workspace runs. */
  public Model model() {
    return model;
  }

  /**
   * The input of this name, the same object each time.
   *
   * @throws NoSuchPortException if the model has no such input; the message names those it has
   */
  public InputTensor input(String name) {
    return named("input", inputs, InputTensor::port, name);
  }

  /**
   * The output of this name, the same object each time.
   *
   * @throws NoSuchPortException if the model has no such output; the message names those it has
   */
  public OutputTensor output(String name) {
    return named("output", outputs, OutputTensor::port, name);
  }

  private <T> T named(String kind, List<T> tensors, Function<T, Port> port, String name) {
    for (T tensor : tensors) {
      if (port.apply(tensor).name().equals(name)) {
        return tensor;
      }
    }
    throw new NoSuchPortException(
        "%s has no %s `%s`; it has %s"
            .formatted(
                model.name(),
                kind,
                name,
                tensors.stream()
                    .map(tensor -> "`" + port.apply(tensor).name() + "`")
                    .collect(Collectors.joining(", "))));
  }

  /**
   * Runs the model on all the images that its inputs hold.
   *
   * @throws ShapeException if the inputs do not all hold the same number of images; else as {@link
   *     #run(int)}
   */
  public void run() {
    int batch = inputMemory.isEmpty() ? 1 : inputs.getFirst().images();
    for (int i = 1; i < inputs.size(); i++) {
      if (inputs.get(i).images() != batch) {
        throw new ShapeException(
            "`%s` holds %d images, `%s` holds %d: copy as many into each, or say run(batch)"
                .formatted(
                    inputs.getFirst().port(), batch, inputs.get(i).port(), inputs.get(i).images()));
      }
    }
    run(batch);
  }

  /**
   * Runs the model on the first {@code batch} images of its inputs. Afterwards each output holds as
   * many. Returns when all is done.
   *
   * @param batch from 0 to the number of images that the inputs hold; 1 for a model without a batch
   * @throws ShapeException if the batch is out of this range
   * @throws ClosedException if the workspace or its model is closed
   * @throws ConcurrentUseException if another thread uses the workspace
   * @throws NativeMemoryException if there is not enough native memory for the outputs
   * @throws DeviceException if the model's device fails
   */
  public void run(int batch) {
    guard.enter();
    try {
      model.checkOpen();
      checkBatch(batch);
      // By index: an iterator would be an object for each run.
      for (int i = 0; i < outputMemory.size(); i++) {
        TensorMemory output = outputMemory.get(i);
        output.images(TensorMemory.EMPTY);
        output.ensure(batch);
      }
      boolean recorded = recording.begin();
      run.run(batch);
      for (int i = 0; i < outputMemory.size(); i++) {
        outputMemory.get(i).images(batch);
      }
      if (recorded) {
        recording.end(batch);
      }
    } finally {
      guard.exit();
    }
  }

  private void checkBatch(int batch) {
    if (batch < 0) {
      throw new ShapeException("a batch of %d images; expected 0 or more".formatted(batch));
    }
    model.checkBatch(batch);
    for (int i = 0; i < inputMemory.size(); i++) {
      TensorMemory input = inputMemory.get(i);
      if (input.images() < batch) {
        // What was never filled holds nothing, which no run takes; one of 0 images must be meant.
        int needed = Math.max(batch, 1);
        throw new ShapeException(
            "`%s` holds %d images, a run of %d needs as many: use copyFrom or segment(%d)"
                .formatted(input.port(), Math.max(input.images(), 0), needed, needed));
      }
    }
  }

  /**
   * Ends the threads and frees the memory. Closing twice does nothing.
   *
   * @throws ConcurrentUseException if another thread uses the workspace; it stays open
   */
  @Override
  public void close() {
    if (guard.close()) {
      run.close();
      freeMemory();
      model.release();
    }
  }

  private void freeMemory() {
    inputMemory.forEach(TensorMemory::close);
    outputMemory.forEach(TensorMemory::close);
  }

  static NativeMemoryException outOfMemory(String what) {
    return new NativeMemoryException(
        "no room for %s: take fewer images, or give Java more with -XX:MaxDirectMemorySize"
            .formatted(what));
  }
}
