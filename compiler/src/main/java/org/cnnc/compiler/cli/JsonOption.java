package org.cnnc.compiler.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.PrintWriter;
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

  void print(JsonElement element) {
    GSON.toJson(element, out());
    out().println();
  }
}
