package org.cnnc.benchmarks.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.DiagnosticException;

/**
 * A model that an example file offers, with random weights.
 *
 * @param file the {@code .cnn} file
 * @param name of the model in the file
 * @param arguments of the model, where its own are not wanted
 */
public record ZooModel(Path file, String name, Map<String, String> arguments) {
  /** The sizes of the dimensions that a model leaves open: small, and multiples of 32. */
  static final Map<String, Integer> OPEN_DIMS = Map.of("H", 64, "W", 96);

  private static final String EXTENSION = ".cnn";

  public ZooModel {
    arguments = Map.copyOf(arguments);
  }

  /** Every model of every file in the folders of a folder, by name. */
  public static List<ZooModel> in(Path examples) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.find(examples, 2, (file, _) -> isModel(examples, file))) {
      files = found.sorted().toList();
    }
    List<ZooModel> models = new ArrayList<>();
    for (Path file : files) {
      Frontend.models(file).forEach(name -> models.add(new ZooModel(file, name, Map.of())));
    }
    return models;
  }

  private static boolean isModel(Path examples, Path file) {
    return file.toString().endsWith(EXTENSION) && !file.getParent().equals(examples);
  }

  /** The file's name and the model's: {@code resnet/ResNet18}. */
  public String title() {
    String fileName = file.getFileName().toString();
    return fileName.substring(0, fileName.length() - EXTENSION.length()) + "/" + name;
  }

  ZooModel withArguments(Map<String, String> newArguments) {
    return new ZooModel(file, name, newArguments);
  }

  /**
   * What is chosen of the file.
   *
   * @throws DiagnosticException where the model has mistakes
   */
  public CompilerOptions options() {
    CompilerOptions options =
        CompilerOptions.DEFAULT
            .withModel(name)
            .withArguments(arguments)
            .withWeights("random:" + Comparison.SEED);
    return isOpen(options) ? options.withDims(OPEN_DIMS) : options;
  }

  private boolean isOpen(CompilerOptions options) {
    try {
      new Compiler(options).load(file);
      return false;
    } catch (DiagnosticException e) {
      if (e.diagnostics().stream().noneMatch(d -> d.code() == Code.UNBOUND_DIMENSION)) {
        throw e;
      }
      return true;
    }
  }

  @Override
  public String toString() {
    return arguments.isEmpty() ? title() : title() + " " + arguments;
  }
}
