package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import picocli.CommandLine.Option;

/** The options of every command that reads a model. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "which of the file's models (default: the only one that needs no arguments)")
  private String model;

  @Option(
      names = "--dim",
      paramLabel = "NAME=SIZE",
      description = "the size of a symbolic dimension, such as H=256; repeatable")
  private Map<String, Integer> dims = new TreeMap<>();

  @Option(
      names = "--arg",
      paramLabel = "NAME=VALUE",
      description = "the value of a parameter of the model, such as classes=10; repeatable")
  private Map<String, String> arguments = new TreeMap<>();

  @Option(
      names = "--weights",
      paramLabel = "SOURCE",
      description =
          "a safetensors file, or random:SEED for random weights (default: the file that the model"
              + " names)")
  private String weights;

  /** What these options say, for the native target. */
  CompilerOptions compilerOptions() {
    CompilerOptions options = CompilerOptions.DEFAULT.withDims(dims).withArguments(arguments);
    if (model != null) {
      options = options.withModel(model);
    }
    return weights == null ? options : options.withWeights(weights);
  }

  /**
   * Checks that none of them is given, for a file that is a library already.
   *
   * @throws UserException where one is
   */
  void checkNoneFor(Path library) {
    if (model != null || weights != null || !dims.isEmpty() || !arguments.isEmpty()) {
      throw new UserException(
          "%s: --model, --dim, --arg and --weights are for model files, not for libraries"
              .formatted(library));
    }
  }

  /** The file's name without folder and suffix: {@code nets/lenet5.cnn} gives {@code lenet5}. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
