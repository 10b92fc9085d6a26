package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a build that is compared with another: those of {@code compile}. */
@Command
final class BuildOptions {
  /** Words as a shell has them: up to white space that is not between quotes. */
  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");

  /** Takes what follows {@code --a} or {@code --b} as it is, although it looks like an option. */
  static final class Words implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (arguments.isEmpty()) {
        return false;
      }
      option.setValue(arguments.pop());
      return true;
    }
  }

  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneFileOption tuneFileOption;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * These options of a command, which both builds have, and those that one has or has otherwise.
   *
   * @param option where the words come from, {@code --a}
   * @param words such as {@code --target x86-64-v3 --winograd off}
   * @throws UserException where one is no option of a build, or has no such value
   */
  BuildOptions with(String option, String words) {
    BuildOptions options = new BuildOptions();
    CommandLine parser = new CommandLine(options).setOverwrittenOptionsAllowed(true);
    List<String> arguments = new ArrayList<>();
    for (OptionSpec given : command.commandLine().getParseResult().matchedOptions()) {
      if (parser.getCommandSpec().findOption(given.longestName()) != null) {
        given
            .originalStringValues()
            .forEach(value -> arguments.add(given.longestName() + "=" + value));
      }
    }
    WORD.matcher(words)
        .results()
        .map(MatchResult::group)
        .map(word -> word.replaceAll("[\"']", ""))
        .forEach(arguments::add);
    try {
      parser.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UserException(
          "%s \"%s\": %s".formatted(option, words, e.getMessage()),
          "options of `cnnc compile` that choose a model, its weights, a target and schedules are"
              + " possible");
    }
    return options;
  }

  CompilerOptions compilerOptions() {
    return tuneFileOption.applyTo(targetOption.applyTo(modelOptions.compilerOptions()));
  }

  /**
   * Checks that they are none, for a file that is a library already.
   *
   * @throws UserException where there are some
   */
  void checkNoneFor(Path library) {
    modelOptions.checkNoneFor(library);
    targetOption.checkNoneFor(library);
    tuneFileOption.checkNoneFor(library);
  }
}
