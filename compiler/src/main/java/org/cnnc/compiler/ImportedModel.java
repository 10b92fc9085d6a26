package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.weights.SafetensorsWriter;
import org.cnnc.frontend.write.CnnSource;
import org.cnnc.frontend.write.CnnWriter;

/**
 * A model that was written as a {@code .cnn} file.
 *
 * @param name the model's in the file
 * @param weights the file beside it with its weights, where it has any
 * @param renamed inputs and outputs whose names are no identifiers, and what they are called
 *     instead
 */
public record ImportedModel(
    String name, Path file, Optional<Path> weights, Map<String, String> renamed) {
  public ImportedModel {
    renamed = Collections.unmodifiableMap(new LinkedHashMap<>(renamed));
  }

  /** Writes both files, each complete or not there at all. */
  static ImportedModel write(ModelDefinition definition, Path file, boolean replaces) {
    Path weights = file.resolveSibling(stem(file) + ".safetensors");
    CnnSource source = CnnWriter.write(definition, weights.getFileName().toString());
    boolean hasWeights = !source.weights().isEmpty();
    checkFree(file, replaces);
    if (hasWeights) {
      checkFree(weights, replaces);
    }
    createFolder(file);
    try (OutputFile text = OutputFile.of(file);
        OutputFile data = OutputFile.of(weights)) {
      Files.writeString(text.draft(), source.text());
      if (hasWeights) {
        SafetensorsWriter.write(data.draft(), source.weights());
        data.commit();
      }
      text.commit();
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, OutputFile.reason(e)));
    }
    ModelDefinition named = CnnWriter.named(definition);
    return new ImportedModel(
        named.name(),
        file,
        hasWeights ? Optional.of(weights) : Optional.empty(),
        renamed(definition, named));
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.cnn$", "");
  }

  /** What was edited by hand is not lost by a second import. */
  private static void checkFree(Path file, boolean replaces) {
    if (Files.exists(file) && !replaces) {
      throw new UserException("%s: is there already".formatted(file), "--force replaces it");
    }
  }

  private static void createFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          "%s: the folder cannot be made: %s".formatted(folder, OutputFile.reason(e)));
    }
  }

  private static Map<String, String> renamed(ModelDefinition before, ModelDefinition after) {
    Map<String, String> renamed = new LinkedHashMap<>();
    for (int i = 0; i < before.inputs().size(); i++) {
      renamed.put(before.inputs().get(i).name(), after.inputs().get(i).name());
    }
    for (int i = 0; i < before.outputs().size(); i++) {
      renamed.put(before.outputs().get(i).name(), after.outputs().get(i).name());
    }
    renamed.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
    return renamed;
  }
}
