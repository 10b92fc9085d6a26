package org.cnnc.examples;

import java.nio.file.Path;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.artifact.Port;

/** A program that runs models, each once on an image of zeros: {@code RunModels MODEL...}. */
final class RunModels {
  private RunModels() {}

  public static void main(String[] files) {
    for (String file : files) {
      try (Model model = Model.load(Path.of(file));
          Workspace workspace = model.newWorkspace(Threads.of(1))) {
        for (Port input : model.inputs()) {
          workspace.input(input.name()).segment(1).fill((byte) 0);
        }
        workspace.run();
      }
    }
  }
}
