package org.cnnc.compiler.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code cnnc} and its subcommands. */
@Command(
    name = "cnnc",
    description = "Compiles CNN definitions to native code.",
    mixinStandardHelpOptions = true,
    version = "cnnc 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class CommandLineInterface {
  private CommandLineInterface() {}

  /** Runs the command that the arguments name, and returns the exit status. */
  public static int run(String... arguments) {
    return new CommandLine(new CommandLineInterface()).execute(arguments);
  }
}
