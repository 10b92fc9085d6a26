package org.cnnc.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model of a file, as the command line names it: {@code resnet.cnn:ResNet18}, or {@code
 * lenet5.cnn} where the file has only one.
 */
record ModelChoice(Path file, Optional<String> model) {
  private static final String EXTENSION = ".cnn";

  static ModelChoice of(String text) {
    int cut = text.lastIndexOf(EXTENSION + ":");
    if (cut < 0) {
      return new ModelChoice(Path.of(text), Optional.empty());
    }
    int end = cut + EXTENSION.length();
    return new ModelChoice(Path.of(text.substring(0, end)), Optional.of(text.substring(end + 1)));
  }
}
