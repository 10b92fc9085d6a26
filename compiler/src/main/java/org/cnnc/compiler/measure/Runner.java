package org.cnnc.compiler.measure;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
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
      MemorySegment numbers =
          workspace.input(port.name()).segment(port.shape().batched() ? batch : 1);
      switch (port.type()) {
        // Like pixels.
        case F32 -> {
          for (long at = 0; at < numbers.byteSize(); at += Float.BYTES) {
            numbers.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextDouble());
          }
        }
        // Such as the index 0, which every dimension has.
        case I64, I32, BOOL -> numbers.fill((byte) 0);
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
