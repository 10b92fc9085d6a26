package org.cnnc.compiler.cli;

import java.util.List;
import org.cnnc.compiler.PixelFolding;
import org.cnnc.frontend.ModelDefinition;
import picocli.CommandLine.Option;

/** The option of commands that make code, or say what would be made. */
final class FoldingOption {
  @Option(
      names = "--fold-pixels",
      description =
          "fold scale, mean and std of `from pixels(...)` into the convolutions that read the"
              + " input, where that is exact; code that fills the input itself then gives it"
              + " pixels from 0 to 255, or those less their mean (docs/TYPED_CLASSES.md)")
  private boolean folds;

  ModelDefinition applyTo(ModelDefinition definition) {
    return folds ? PixelFolding.of(definition) : definition;
  }

  List<ModelDefinition> applyTo(List<ModelDefinition> definitions) {
    return definitions.stream().map(this::applyTo).toList();
  }
}
