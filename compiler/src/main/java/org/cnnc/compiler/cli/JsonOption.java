package org.cnnc.compiler.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --json} of commands whose result a machine may read. */
final class JsonOption {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .create();

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean isSet() {
    return json;
  }

  /** Where the command's result goes. */
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /**
   * Prints the mistakes of a model file, of which no models come.
   *
   * @return the exit status
   */
  int printErrors(DiagnosticException e) {
    JsonArray errors = new JsonArray();
    e.diagnostics().forEach(diagnostic -> errors.add(asJson(diagnostic)));
    JsonObject object = new JsonObject();
    object.add("models", new JsonArray());
    object.add("errors", errors);
    object.addProperty("omitted", e.omitted());
    print(object);
    return Failure.of(e).status().code();
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

  void print(JsonElement element) {
    GSON.toJson(element, out());
    out().println();
  }
}
