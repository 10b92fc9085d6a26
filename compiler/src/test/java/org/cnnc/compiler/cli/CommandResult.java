package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** What a command printed in this process; {@code err} is empty where it succeeded. */
record CommandResult(int status, String out, String err) {
  static CommandResult of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        CommandLineInterface.execute(
            new PrintWriter(out),
            new PrintWriter(err),
            Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandResult(status, out.toString(), err.toString());
  }

  /** The output of a command that succeeded. */
  JsonObject json() {
    assertEquals("", err);
    assertEquals(0, status);
    return JsonParser.parseString(out).getAsJsonObject();
  }
}
