package org.cnnc.compiler.cli;

import org.cnnc.compiler.CompilerOptions;
import picocli.CommandLine.Option;

/** The options of commands that make code. */
final class TargetOption {
  @Option(
      names = "--target",
      paramLabel = "CPU",
      defaultValue = "native",
      description =
          "native (default), x86-64-v2, x86-64-v3, x86-64-v4, aarch64, or a CPU;"
              + " `cnnc devices` lists them")
  private String target;

  @Option(
      names = "--verify-each",
      description = "check the graph after every pass (for work on the compiler)")
  private boolean verify;

  CompilerOptions applyTo(CompilerOptions options) {
    return options.withTarget(target).withVerify(verify);
  }
}
