package org.cnnc.compiler;

import org.cnnc.compiler.cli.CommandLineInterface;

/** Where the launcher script starts. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(CommandLineInterface.execute(arguments));
  }
}
