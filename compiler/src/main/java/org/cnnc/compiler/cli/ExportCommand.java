package org.cnnc.compiler.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc export lenet5.cnn} writes lenet5.onnx. */
@Command(
    name = "export",
    description = {
      "Writes a model with its weights as ONNX of opset 17, for other runtimes and for viewers.",
      "From 2 GiB on, the weights are in a file of their own: FILE.data."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the file to write (default: the model's name with .onnx, in this folder)")
  private Path output;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Path onnx =
        Optional.ofNullable(output).orElseGet(() -> Path.of(ModelOptions.stem(file) + ".onnx"));
    Compiler compiler = new Compiler(modelOptions.compilerOptions());
    ModelDefinition definition;
    try (Progress progress = Progress.ofTerminal()) {
      progress.step("exporting " + file);
      definition = compiler.load(file);
      compiler.export(definition, onnx);
    }
    if (json.isSet()) {
      JsonObject object = new JsonObject();
      object.addProperty("model", definition.name());
      object.addProperty("file", onnx.toString());
      json.print(object);
    } else {
      json.out().printf("%s: %s%n", onnx, definition.name());
    }
    return ExitStatus.OK.code();
  }
}
