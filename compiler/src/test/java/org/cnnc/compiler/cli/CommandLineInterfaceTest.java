package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

class CommandLineInterfaceTest {
  @Test
  void everyCommandAndOptionIsDescribed() {
    CommandLine cnnc = new CommandLine(new CommandLineInterface());
    assertDescribed(cnnc);
    cnnc.getSubcommands().values().forEach(CommandLineInterfaceTest::assertDescribed);
  }

  private static void assertDescribed(CommandLine command) {
    String name = command.getCommandName();
    assertFalse(List.of(command.getCommandSpec().usageMessage().description()).isEmpty(), name);
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertFalse(
          String.join("", argument.description()).isBlank(), name + " " + argument.paramLabel());
    }
  }

  /**
   * Picocli formats every text, and warns on standard error of a percent sign that is not doubled.
   */
  @Test
  void everyTextOfTheHelpIsAFormat() {
    CommandLine cnnc = new CommandLine(new CommandLineInterface());
    List<CommandLine> commands = new ArrayList<>(cnnc.getSubcommands().values());
    commands.add(cnnc);
    for (CommandLine command : commands) {
      UsageMessageSpec usage = command.getCommandSpec().usageMessage();
      List<String> texts = new ArrayList<>(List.of(usage.description()));
      texts.addAll(List.of(usage.footer()));
      command.getCommandSpec().args().forEach(arg -> texts.addAll(List.of(arg.description())));
      texts.forEach(text -> assertDoesNotThrow(() -> String.format(text), text));
    }
  }

  private static int execute(String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return CommandLineInterface.execute(nowhere, nowhere, arguments);
  }

  @Test
  void mistakesInTheCommandLineExitWithOne() {
    assertEquals(1, execute());
    assertEquals(1, execute("runn"));
    assertEquals(1, execute("summary"));
    assertEquals(1, execute("compile", "a.cnn", "--no-such-option"));
    assertEquals(1, execute("print", "no-such-form", "a.cnn"));
  }

  @Test
  void helpAndVersionExitWithZero() {
    assertEquals(0, execute("--version"));
    assertEquals(0, execute("run", "--help"));
  }
}
