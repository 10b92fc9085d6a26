package org.cnnc.compiler.cli;

import java.nio.file.Path;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.measure.Tuner;
import org.cnnc.compiler.tune.Tuning;
import org.cnnc.compiler.tune.TuningFile;
import org.cnnc.optimizer.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that compile models to be fast on this machine. */
final class TuneOptions {
  @Option(
      names = "--tune",
      description =
          "measure the best few ways to compute each convolution and dense layer on this machine,"
              + " take the fastest, and add the results to --tune-file (default: tuning.json in the"
              + " cache) for later compilations; what is there is not measured again")
  private boolean tune;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private TuneFileOption fileOption;

  /**
   * Adds what was measured, or is now.
   *
   * @param options all others
   */
  CompilerOptions applyTo(CompilerOptions options, Path model, Progress progress) {
    if (!tune) {
      return fileOption.applyTo(options);
    }
    if (options.precision().storage() != Precision.Storage.F32) {
      command
          .commandLine()
          .getErr()
          .println("note: --tune measures layers in f32; those in bfloat16 are as without it");
    }
    Path file = fileOption.file().orElseGet(TuningFile::ofUser);
    CompilerOptions known = options.withTuning(TuningFile.readIfThere(file));
    Tuning measured =
        new Tuner(known, file, progress::step).tune(new Compiler(options).load(model));
    return known.withTuning(known.tuning().and(measured));
  }

  /**
   * Adds what was measured, for commands that cannot measure what they compile.
   *
   * @throws UserException where it is to be measured
   */
  CompilerOptions withoutMeasuring(CompilerOptions options) {
    if (tune) {
      throw new UserException(
          "--tune: classes and bundles are for several targets, not all of which this machine is",
          "measure with `cnnc compile MODEL --emit so --tune --tune-file FILE`, then give --tune-file"
              + " FILE here");
    }
    return fileOption.applyTo(options);
  }

  /**
   * Checks that none of them is given, for a file that is a library already.
   *
   * @throws UserException where one is
   */
  void checkNoneFor(Path library) {
    if (tune || fileOption.file().isPresent()) {
      throw new UserException(
          "%s: --tune and --tune-file are for model files, not for libraries".formatted(library));
    }
  }
}
