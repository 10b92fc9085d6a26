package org.cnnc.compiler.measure;

import java.util.SplittableRandom;
import org.cnnc.runtime.InputTensor;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/** Runs a model on images of random numbers, on a watch. Closing it leaves the model open. */
final class Runner implements AutoCloseable {
  private static final long SEED = 1;

  private final Model model;
  private final Workspace workspace;

  Runner(Model model, int threads, int batch) {
    this.model = model;
    workspace = model.newWorkspace(Threads.of(threads), batch);
    SplittableRandom random = new SplittableRandom(SEED);
    for (Port port : model.inputs()) {
      int elements =
          Math.toIntExact(port.shape().elements() * (port.shape().batched() ? batch : 1));
      InputTensor input = workspace.input(port.name());
      switch (port.type()) {
        // Like pixels.
        case F32 -> {
          float[] numbers = new float[elements];
          for (int i = 0; i < elements; i++) {
            numbers[i] = (float) random.nextDouble();
          }
          input.copyFrom(numbers);
        }
        // Such as the index 0, which every dimension has.
        case I64 -> input.copyFrom(new long[elements]);
        case I32 -> input.copyFrom(new int[elements]);
        case BOOL -> input.copyFrom(new byte[elements]);
      }
    }
    workspace.run(batch);
  }

  Model model() {
    return model;
  }

  /** Some runs, one after the other: the seconds of one of them. */
  double seconds(int runs) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      workspace.run();
    }
    return (System.nanoTime() - start) / 1e9 / runs;
  }

  /** An {@code i64} output of the last run. */
  long[] output(String name) {
    return workspace.output(name).toLongArray();
  }

  @Override
  public void close() {
    workspace.close();
  }
}
