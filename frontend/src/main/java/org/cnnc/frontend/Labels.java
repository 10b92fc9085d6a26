package org.cnnc.frontend;

import java.nio.file.Path;
import java.util.List;

/** The names of an output's classes. */
public sealed interface Labels {
  /** One a line in a UTF-8 file, resolved against the model's file; not read yet. */
  record File(Path path) implements Labels {}

  /** Written in the model. */
  record Names(List<String> names) implements Labels {
    public Names {
      names = List.copyOf(names);
    }
  }
}
