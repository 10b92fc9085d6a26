package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.tune.TuningFile;
import picocli.CommandLine.Option;

/** The option of every command that chooses schedules. */
final class TuneFileOption {
  @Option(
      names = "--tune-file",
      paramLabel = "FILE",
      description =
          "what `cnnc compile --tune` measured: the fastest way to compute each convolution and"
              + " dense layer of the model that is in this file is taken")
  private Path file;

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Checks that it is not given, for a file that is a library already.
   *
   * @throws UserException where it is
   */
  void checkNoneFor(Path library) {
    if (file != null) {
      throw new UserException(
          "%s: --tune-file is for model files, not for libraries".formatted(library));
    }
  }

  /** Adds what the file knows. */
  CompilerOptions applyTo(CompilerOptions options) {
    return file == null ? options : options.withTuning(TuningFile.read(file));
  }
}
