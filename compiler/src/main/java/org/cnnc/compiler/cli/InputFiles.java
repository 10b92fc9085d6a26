package org.cnnc.compiler.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.run.InputData;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.Port;

/**
 * The files that a command line gives to inputs.
 *
 * @param named by input, in the order given
 * @param unnamed for a model with one input
 */
record InputFiles(Map<String, List<Path>> named, List<Path> unnamed) {
  /**
   * Reads {@code NAME=FILE} texts; a name may contain {@code =}, so the last one counts.
   *
   * @throws UserException where one has no {@code =}
   */
  static InputFiles of(List<String> assignments, List<Path> unnamed) {
    Map<String, List<Path>> named = new LinkedHashMap<>();
    for (String assignment : assignments) {
      int equals = assignment.lastIndexOf('=');
      if (equals < 1) {
        throw new UserException("--input %s: not of the form NAME=FILE".formatted(assignment));
      }
      named
          .computeIfAbsent(assignment.substring(0, equals), _ -> new ArrayList<>())
          .add(Path.of(assignment.substring(equals + 1)));
    }
    return new InputFiles(named, unnamed);
  }

  /**
   * With the files of a folder, in the order of their names: for the only input all that can be an
   * input, or for each input those of the folder of its name. Or with one file.
   *
   * @param notInputs files that are there for something else
   * @throws UserException where there is none, or the folder cannot be read
   */
  InputFiles withAll(Path place, Set<Path> notInputs) {
    if (!Files.isDirectory(place)) {
      return new InputFiles(named, List.of(place));
    }
    List<Path> files = new ArrayList<>();
    Map<String, List<Path>> byInput = new LinkedHashMap<>(named);
    for (Path path : list(place)) {
      if (Files.isDirectory(path)) {
        byInput.put(path.getFileName().toString(), inputs(path, notInputs));
      }
    }
    if (byInput.isEmpty()) {
      files.addAll(inputs(place, notInputs));
    }
    return new InputFiles(byInput, files);
  }

  private static List<Path> inputs(Path folder, Set<Path> notInputs) {
    List<Path> files =
        list(folder).stream()
            .filter(Files::isRegularFile)
            .filter(file -> !notInputs.contains(file.toAbsolutePath().normalize()))
            .filter(InputData::isInput)
            .toList();
    if (files.isEmpty()) {
      throw new UserException(
          "%s: no inputs in this folder".formatted(folder),
          "they are PNG, JPEG or PGM pictures, .npy arrays, or IDX files of pictures");
    }
    return files;
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UserException("%s: %s".formatted(folder, OutputFile.reason(e)));
    }
  }

  /**
   * What to compile a model with: symbolic dimensions of an ONNX model have the sizes of the arrays
   * here, but for those that the options give.
   */
  CompilerOptions withSizes(Path model, CompilerOptions options) {
    if (!Compiler.isOnnx(model)) {
      return options;
    }
    Map<String, List<Path>> files = new TreeMap<>(named);
    if (!unnamed.isEmpty()) {
      // Should the model have several inputs, it is said when the files are opened.
      OnnxReader.inputs(model).forEach(input -> files.putIfAbsent(input, unnamed));
    }
    Map<String, List<Integer>> shapes = new TreeMap<>();
    files.forEach(
        (input, ofInput) ->
            ofInput.stream()
                .filter(InputData::isArray)
                .findFirst()
                .ifPresent(file -> shapes.put(input, Npy.read(file).type().dims())));
    Map<String, Integer> sizes = OnnxReader.sizes(model, shapes);
    sizes.putAll(options.dims());
    return options.withDims(sizes);
  }

  /** Opens the files of each of a model's inputs, in its order. */
  List<InputData> open(Model model) {
    return forModel(model).entrySet().stream()
        .map(entry -> InputData.open(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * The files of each of a model's inputs, in its order.
   *
   * @throws UserException where an input has none, or a name is no input's
   */
  private Map<Port, List<Path>> forModel(Model model) {
    String known = model.inputs().stream().map(Port::toString).collect(Collectors.joining(", "));
    for (String name : named.keySet()) {
      if (model.inputs().stream().noneMatch(port -> port.name().equals(name))) {
        throw new UserException(
            "%s has no input `%s`".formatted(model.name(), name), "it has " + known);
      }
    }
    if (!unnamed.isEmpty() && (model.inputs().size() != 1 || !named.isEmpty())) {
      throw new UserException(
          "%s: a file without an input's name".formatted(unnamed.getFirst()),
          "write --input NAME=FILE for each of " + known);
    }
    Map<Port, List<Path>> files = new LinkedHashMap<>();
    for (Port port : model.inputs()) {
      List<Path> forPort = unnamed.isEmpty() ? named.get(port.name()) : unnamed;
      if (forPort == null) {
        throw new UserException(
            "%s needs a file for input `%s`".formatted(model.name(), port),
            "write --input %s=FILE".formatted(port.name()));
      }
      files.put(port, forPort);
    }
    return files;
  }
}
