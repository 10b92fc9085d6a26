package org.cnnc.compiler.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.runtime.Model;

/** Libraries that are loaded once, and leave no file behind. */
final class ScratchLibrary {
  private ScratchLibrary() {}

  /**
   * The model of a library that {@code compile} writes to the path it is given.
   *
   * @param device as {@link Model#load(Path, String)} has it
   */
  static Model load(Consumer<Path> compile, String device) {
    try (WorkFolder work = WorkFolder.temporary()) {
      Path library = work.folder().resolve("model.so");
      compile.accept(library);
      // A model is a copy of its file.
      return Model.load(library, device);
    } catch (IOException e) {
      throw new UserException("no temporary file can be written: " + e.getMessage());
    }
  }
}
