package org.cnnc.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model of a file, as the command line names it: {@code resnet.cnn:ResNet18}, or {@code
 * lenet5.cnn} where the file has only one.
 *
 * @param dims the sizes of its symbolic dimensions
 */
record ModelChoice(Path file, Optional<String> model, Map<String, Integer> dims) {
  private static final String EXTENSION = ".cnn";

  ModelChoice {
    dims = Map.copyOf(dims);
  }

  static ModelChoice of(String text, Map<String, Integer> dims) {
    int cut = text.lastIndexOf(EXTENSION + ":");
    if (cut < 0) {
      return new ModelChoice(Path.of(text), Optional.empty(), dims);
    }
    int end = cut + EXTENSION.length();
    return new ModelChoice(
        Path.of(text.substring(0, end)), Optional.of(text.substring(end + 1)), dims);
  }

  /** As the command line names it. */
  @Override
  public String toString() {
    return file + model.map(name -> ":" + name).orElse("");
  }
}
