package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.Diagnostic;
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
      json.print(asJson(List.of(), 0, definition.models()));
      return ExitStatus.OK.code();
    } catch (DiagnosticException e) {
      json.print(asJson(e.diagnostics(), e.omitted(), List.of()));
      return Failure.of(e).status().code();
    }
  }

  private static JsonObject asJson(List<Diagnostic> diagnostics, int omitted, List<String> models) {
    JsonObject object = new JsonObject();
    JsonArray names = new JsonArray();
    models.forEach(names::add);
    object.add("models", names);
    JsonArray errors = new JsonArray();
    diagnostics.forEach(diagnostic -> errors.add(asJson(diagnostic)));
    object.add("errors", errors);
    object.addProperty("omitted", omitted);
    return object;
  }

  private static JsonObject asJson(Diagnostic diagnostic) {
    JsonObject object = new JsonObject();
    object.addProperty("code", diagnostic.code().text());
    object.addProperty("file", diagnostic.span().file());
    object.addProperty("line", diagnostic.span().line());
    object.addProperty("column", diagnostic.span().column());
    object.addProperty("end_column", diagnostic.span().endColumn());
    object.addProperty("message", diagnostic.message());
    diagnostic.help().ifPresent(help -> object.addProperty("help", help));
    return object;
  }
}
