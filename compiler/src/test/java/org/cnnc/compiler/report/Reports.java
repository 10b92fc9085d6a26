package org.cnnc.compiler.report;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.explain.Explanation;

/** Reports of models with random weights, for one target on every machine. */
final class Reports {
  private static final CompilerOptions OPTIONS =
      CompilerOptions.DEFAULT.withWeights("random:1").withTarget("x86-64-v4");

  private Reports() {}

  static Report of(Path file) {
    return of(file, OPTIONS);
  }

  static Report of(Path file, String model) {
    return of(file, OPTIONS.withModel(model));
  }

  static Report of(Path file, Map<String, Integer> dims) {
    return of(file, OPTIONS.withDims(dims));
  }

  private static Report of(Path file, CompilerOptions options) {
    Compiler compiler = new Compiler(options);
    return new Report(Explanation.of(compiler, compiler.load(file)), Optional.empty());
  }
}
