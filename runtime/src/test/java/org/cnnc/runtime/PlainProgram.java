package org.cnnc.runtime;

import java.nio.file.Path;
import java.util.Arrays;

/** A program of its own, for a Java with fewer modules than tests need: prints a model's scores. */
final class PlainProgram {
  private PlainProgram() {}

  public static void main(String[] arguments) {
    try (Model model = Model.load(Path.of(arguments[0]));
        Workspace workspace = model.newWorkspace(Threads.of(1))) {
      workspace.input("image").copyFrom(new float[] {1, 2, 3, 4});
      workspace.run();
      System.out.println(Arrays.toString(workspace.output("scores").toFloatArray()));
    }
  }
}
