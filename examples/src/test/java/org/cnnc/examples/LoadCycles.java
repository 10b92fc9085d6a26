package org.cnnc.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/**
 * A program that loads, runs and closes a model again and again, and prints by how many bytes its
 * memory grew: {@code LoadCycles LIBRARY CYCLES}.
 */
final class LoadCycles {
  /** After so many the JVM has compiled what is run, and its memory hardly grows any more. */
  private static final int WARM_UP = 500;

  private LoadCycles() {}

  public static void main(String[] arguments) throws IOException {
    Path library = Path.of(arguments[0]);
    run(library, WARM_UP);
    long before = residentBytes();
    run(library, Integer.parseInt(arguments[1]));
    System.out.println(residentBytes() - before);
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

  private static long residentBytes() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }
}
