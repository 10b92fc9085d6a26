package org.cnnc.benchmarks.start;

import java.nio.file.Path;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;

/** The process that is timed: {@code FirstResult MODEL THREADS} runs a model on one image. */
final class FirstResult {
  private FirstResult() {}

  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]));
        Workspace workspace = model.newWorkspace(Threads.of(Integer.parseInt(arguments[1])))) {
      // An image of zeros takes as long as any.
      model.inputs().forEach(input -> workspace.input(input.name()).segment(1));
      workspace.run();
      System.out.println(workspace.output(model.outputs().getFirst().name()).segment().byteSize());
    }
  }
}
