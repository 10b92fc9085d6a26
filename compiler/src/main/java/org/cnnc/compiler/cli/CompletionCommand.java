package org.cnnc.compiler.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code source <(cnnc completion bash)}. */
@Command(
    name = "completion",
    description = {
      "Prints the script by which a shell completes the commands and options of cnnc. In ~/.bashrc or"
          + " ~/.zshrc:",
      "  source <(cnnc completion bash)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** A shell that there is a script for. */
  private enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", converter = ShellConverter.class, description = "bash or zsh")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var cnnc = spec.root().commandLine();
    String script = AutoComplete.bash(spec.root().name(), cnnc);
    switch (shell) {
      case BASH -> cnnc.getOut().print(script);
      // The script turns on zsh's emulation of bash's completion, which needs zsh's own.
      case ZSH -> cnnc.getOut().print("autoload -U +X compinit && compinit\n" + script);
    }
    return ExitStatus.OK.code();
  }

  /** Reads {@code bash}. */
  private static final class ShellConverter implements ITypeConverter<Shell> {
    @Override
    public Shell convert(String text) {
      return switch (text) {
        case "bash" -> Shell.BASH;
        case "zsh" -> Shell.ZSH;
        default ->
            throw new TypeConversionException("`%s` is neither bash nor zsh".formatted(text));
      };
    }
  }
}
