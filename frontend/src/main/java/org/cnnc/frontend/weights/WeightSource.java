package org.cnnc.frontend.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;

/** Where a model's weights come from. */
public sealed interface WeightSource permits SafetensorsFile, RandomWeights, NoWeights {
  /** What a source of random weights begins with, {@code random:7}. */
  String RANDOM = "random:";

  /**
   * The source of a command's option or a model's {@code weights} line: {@code random:SEED}, or a
   * safetensors file.
   *
   * @param folder what a relative path is relative to
   * @throws DiagnosticException where the seed is no number or the file is damaged
   */
  static WeightSource of(String text, Path folder) {
    if (!text.startsWith(RANDOM)) {
      Path file = folder.resolve(text);
      if (Files.notExists(file)) {
        throw new DiagnosticException(
            Diagnostic.ofFile(file.toString(), Code.FILE_NOT_FOUND, "there is no such weights file")
                .help("--weights FILE names another one, --weights random:1 makes random weights"));
      }
      return SafetensorsFile.open(file);
    }
    try {
      return new RandomWeights(Long.parseLong(text.substring(RANDOM.length())));
    } catch (NumberFormatException _) {
      throw new DiagnosticException(
          Diagnostic.ofFile(text, Code.INVALID_ARGUMENT, "the seed of random weights is no integer")
              .help("write an integer, as in `random:7`"));
    }
  }
}
