package org.cnnc.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Graph;

/**
 * A model of the zoo as a test compiles it, with random weights.
 *
 * @param file under {@code examples/}
 * @param options what is chosen of the file; the target is the test's to choose
 */
record Sample(String name, Path file, CompilerOptions options) {
  /** The test's working folder is this module's: {@code examples/}. */
  static final Path LENET5 = Path.of("lenet5", "lenet5.cnn");

  private static final CompilerOptions RANDOM = CompilerOptions.DEFAULT.withWeights("random:1");

  /** Every sample, as it stands but for one; open dimensions are small, and odd if they may. */
  static List<Sample> whole() {
    return List.of(
        new Sample("lenet5", LENET5, RANDOM),
        new Sample("lenet5_1998", Path.of("lenet5_1998", "lenet5_1998.cnn"), RANDOM),
        new Sample(
            "filters",
            Path.of("filters", "filters.cnn"),
            CompilerOptions.DEFAULT.withDims(Map.of("H", 37, "W", 53))),
        new Sample("googlenet", Path.of("googlenet", "googlenet.cnn"), RANDOM),
        new Sample("mobilenet_v2", Path.of("mobilenet_v2", "mobilenet_v2.cnn"), RANDOM),
        resnet("ResNet18"),
        resnet("ResNet34"),
        unet("unet", Map.of()).withDims(Map.of("H", 32, "W", 48)),
        // Its 48 GMACs at full width are minutes in the interpreter.
        unet("unet_recursive", Map.of("base", "8")));
  }

  /** Variants of all of them that are cheap enough to be run many times. */
  static List<Sample> small() {
    return List.of(
        whole().get(0),
        whole().get(1),
        whole().get(2),
        new Sample(
            "mobilenet_v2 at a quarter of its width",
            Path.of("mobilenet_v2", "mobilenet_v2.cnn"),
            RANDOM.withArguments(Map.of("width", "0.25", "classes", "10"))),
        unet("unet", Map.of("base", "6", "depth", "3")).withDims(Map.of("H", 24, "W", 40)),
        unet("unet_recursive", Map.of("base", "4", "depth", "2")));
  }

  private static Sample resnet(String model) {
    return new Sample(model, Path.of("resnet", "resnet.cnn"), RANDOM.withModel(model));
  }

  private static Sample unet(String name, Map<String, String> arguments) {
    return new Sample(
        name + (arguments.isEmpty() ? "" : " " + arguments),
        Path.of(name, name + ".cnn"),
        RANDOM.withArguments(arguments));
  }

  private Sample withDims(Map<String, Integer> dims) {
    return new Sample(name, file, options.withDims(dims));
  }

  /** A compiler of this sample. */
  Compiler compiler(String target) {
    return new Compiler(options.withTarget(target));
  }

  /** Its checked definition. */
  ModelDefinition load() {
    return new Compiler(options).load(file);
  }

  /** Its graph as it is written, with its weights. */
  Graph graph() {
    return new Compiler(options).bind(load());
  }

  @Override
  public String toString() {
    return name;
  }
}
