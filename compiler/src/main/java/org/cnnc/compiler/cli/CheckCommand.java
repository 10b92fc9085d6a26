package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc check resnet.cnn}. */
@Command(
    name = "check",
    description = {
      "Checks a model file: syntax, names, types, shapes, assertions. Weights are not read.",
      "Prints nothing but mistakes."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Compiler compiler = new Compiler(modelOptions.compilerOptions());
    if (!json.isSet()) {
      compiler.load(file);
      return ExitStatus.OK.code();
    }
    try {
      ModelDefinition definition = compiler.load(file);
      JsonArray models = new JsonArray();
      definition.models().forEach(models::add);
      JsonObject object = new JsonObject();
      object.add("models", models);
      object.add("errors", new JsonArray());
      object.addProperty("omitted", 0);
      json.print(object);
      return ExitStatus.OK.code();
    } catch (DiagnosticException e) {
      return json.printErrors(e);
    }
  }
}
