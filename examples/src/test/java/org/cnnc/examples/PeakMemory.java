package org.cnnc.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/**
 * A program that runs a model once on two threads, and prints the most bytes of memory that its
 * process had: {@code PeakMemory LIBRARY}.
 */
final class PeakMemory {
  private PeakMemory() {}

  public static void main(String[] arguments) throws IOException {
    try (Model model = Model.load(Path.of(arguments[0]));
        Workspace w = model.newWorkspace(Threads.of(2))) {
      Port input = model.inputs().getFirst();
      w.input(input.name()).copyFrom(new float[Math.toIntExact(input.shape().elements())]);
      w.run();
    }
    System.out.println(ProcessStatus.bytes("VmHWM"));
  }
}
