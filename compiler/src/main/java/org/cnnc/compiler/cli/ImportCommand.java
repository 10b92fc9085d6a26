package org.cnnc.compiler.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.ImportedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code cnnc import resnet18.onnx -o nets} writes nets/resnet18.cnn and nets/resnet18.safetensors.
 */
@Command(
    name = "import",
    description = {
      "Writes an ONNX model as a .cnn file to read and edit, and its weights as safetensors beside it.",
      "Both compile to the same code as the ONNX model itself."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "an .onnx file")
  private Path file;

  @Option(
      names = {"-o", "--output-dir"},
      paramLabel = "DIR",
      defaultValue = "",
      description = "the folder to write to, made where it is missing (default: this folder)")
  private Path folder;

  @Option(names = "--force", description = "replace files that are there already")
  private boolean force;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Compiler compiler = new Compiler(modelOptions.compilerOptions());
    ImportedModel imported;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("importing " + file);
      imported = compiler.importOnnx(file, folder.resolve(ModelOptions.stem(file) + ".cnn"), force);
    }
    if (json.isSet()) {
      json.print(asJson(imported));
      return ExitStatus.OK.code();
    }
    json.out().printf("%s: %s%n", imported.file(), imported.name());
    imported.weights().ifPresent(weights -> json.out().printf("%s: its weights%n", weights));
    imported
        .renamed()
        .forEach((before, after) -> json.out().printf("`%s` is called `%s`%n", before, after));
    return ExitStatus.OK.code();
  }

  private static JsonObject asJson(ImportedModel imported) {
    JsonObject object = new JsonObject();
    object.addProperty("model", imported.name());
    object.addProperty("file", imported.file().toString());
    object.addProperty("weights", imported.weights().map(Path::toString).orElse(null));
    JsonObject renamed = new JsonObject();
    imported.renamed().forEach(renamed::addProperty);
    object.add("renamed", renamed);
    return object;
  }
}
