package org.cnnc.compiler.cli;

import java.io.PrintWriter;
import org.cnnc.compiler.Compiler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code cnnc} and its subcommands. */
@Command(
    name = "cnnc",
    description = "Compiles convolutional neural networks to native libraries, and runs them.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    footerHeading = "%nExit status:%n",
    footer = {
      "  0   done",
      "  1   a mistake in the model, a file or an option",
      "  3   right, but not supported by this compiler or target",
      "  70  a bug of cnnc",
      "",
      "CNNC_CACHE names the folder for compiled models (default ~/.cache/cnnc);",
      "CNNC_DEBUG=1 shows stack traces."
    },
    subcommands = {
      CompileCommand.class,
      RunCommand.class,
      TestCommand.class,
      CompareCommand.class,
      SummaryCommand.class,
      CheckCommand.class,
      PrintCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      BatchCommand.class,
      BenchCommand.class,
      ProfileCommand.class,
      ExplainCommand.class,
      ReportCommand.class,
      DevicesCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    })
public final class CommandLineInterface implements Runnable {
  @Spec private CommandSpec spec;

  CommandLineInterface() {}

  /** Prints {@code cnnc 0.1.0}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Compiler.VERSION};
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which command to run");
  }

  /** Runs the command that the arguments name on this process' streams. */
  public static int execute(String... arguments) {
    return execute(
        new PrintWriter(System.out, true, System.out.charset()),
        new PrintWriter(System.err, true, System.err.charset()),
        arguments);
  }

  /**
   * Runs the command that the arguments name.
   *
   * @param out gets the result
   * @param err gets what went wrong
   * @return the exit status: 0, 1, 3 or 70
   */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine =
        new CommandLine(new CommandLineInterface())
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler((e, _, _) -> report(e, err))
            .setParameterExceptionHandler((e, _) -> reportUsage(e));
    try {
      return commandLine.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError | AssertionError e) {
      return report(e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int report(Throwable thrown, PrintWriter err) {
    Failure failure = Failure.of(thrown);
    err.println(failure.text());
    if ("1".equals(System.getenv("CNNC_DEBUG"))) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return failure.status().code();
  }

  private static int reportUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("   = help: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitStatus.ERROR.code();
  }
}
