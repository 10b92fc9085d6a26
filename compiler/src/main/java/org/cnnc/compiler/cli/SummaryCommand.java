package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.compiler.summary.SummaryJson;
import org.cnnc.compiler.summary.SummaryTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc summary resnet.cnn --model ResNet18}. */
@Command(
    name = "summary",
    description = {
      "Prints a model's layers with output shapes, parameters, multiply-accumulates and receptive"
          + " fields, and the totals.",
      "Weights are not needed. N is the batch; numbers are for one image. Names that a terminal has"
          + " no room for are cut; --json has them whole."
    },
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Mixin private ModelOptions modelOptions;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Compiler compiler = new Compiler(modelOptions.compilerOptions());
    Summary summary = Summary.of(compiler.load(file).graph());
    if (json.isSet()) {
      json.print(SummaryJson.of(summary));
    } else {
      json.out().print(SummaryTable.print(summary, Terminal.columns()));
    }
    return ExitStatus.OK.code();
  }
}
