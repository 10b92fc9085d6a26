package org.cnnc.examples;

import java.util.Set;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Precision;

/**
 * The targets whose code this machine can run: {@code native}, and older CPUs, among them the same
 * vectors without instructions for bfloat16.
 */
public final class HostTargets {
  private HostTargets() {}

  /** Their names, {@code native} first. */
  public static Stream<String> all() {
    Set<String> features = Set.copyOf(target("native").features());
    return Stream.of("native", "x86-64-v4", "x86-64-v3")
        .filter(name -> name.equals("native") || isOlder(target(name), features));
  }

  private static boolean isOlder(Target target, Set<String> features) {
    return !target.features().isEmpty() && features.containsAll(target.features());
  }

  /** With the instructions for bfloat16, where it has some. */
  private static Target target(String name) {
    CompilerOptions options = CompilerOptions.DEFAULT.withTarget(name);
    return new Compiler(options.withPrecision(Precision.BF16)).target();
  }
}
