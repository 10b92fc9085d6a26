package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.explain.ExplanationJson;
import org.cnnc.compiler.explain.ExplanationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cnnc explain resnet.cnn --model ResNet18 --weights random:1}. */
@Command(
    name = "explain",
    description = {
      "Says what each line of a model is compiled to: floating point operations, bytes, what was"
          + " fused into what, which kernel was chosen and why others were not.",
      "Costs are the compiler's own estimates, by which it chooses; nothing is measured. `cnnc"
          + " profile` measures, `cnnc report` shows the same as a page."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneFileOption tuneFileOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Compiler compiler =
        new Compiler(tuneFileOption.applyTo(targetOption.applyTo(modelOptions.compilerOptions())));
    Explanation explanation = Explanation.of(compiler, compiler.load(file));
    if (json.isSet()) {
      json.print(ExplanationJson.of(explanation));
    } else {
      json.out().print(ExplanationText.print(explanation));
    }
    return ExitStatus.OK.code();
  }
}
