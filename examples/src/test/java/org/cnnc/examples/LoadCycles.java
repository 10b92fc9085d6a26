package org.cnnc.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/**
 * A program that loads, runs and closes a model again and again, and prints by how many bytes its
 * memory grew, and how many files and threads it has more: {@code LoadCycles MODEL WARM_UP CYCLES}.
 * After the warm up the JVM has compiled what is run, and its memory hardly grows any more.
 */
final class LoadCycles {
  private LoadCycles() {}

  public static void main(String[] arguments) throws IOException {
    Path library = Path.of(arguments[0]);
    run(library, Integer.parseInt(arguments[1]));
    long bytes = ProcessStatus.bytes("VmRSS");
    int handles = handles();
    run(library, Integer.parseInt(arguments[2]));
    System.out.printf("%d%n%d%n", ProcessStatus.bytes("VmRSS") - bytes, handles() - handles);
  }

  private static void run(Path library, int cycles) throws IOException {
    for (int i = 0; i < cycles; i++) {
      try (Model model = Model.load(library);
          Workspace w = model.newWorkspace(Threads.of(2))) {
        w.input(model.inputs().getFirst().name()).copyFrom(new float[28 * 28]);
        w.run();
      }
    }
  }

  private static int handles() {
    return new File("/proc/self/fd").list().length + new File("/proc/self/task").list().length;
  }
}
