package org.cnnc.benchmarks.contestant;

import java.util.List;
import org.cnnc.optimizer.Precision;
import picocli.CommandLine.Option;

/** The options of every command that compares engines. */
public final class ComparisonOptions {
  @Option(
      names = "--target",
      paramLabel = "CPU",
      defaultValue = "native",
      description = "what to compile for (default: ${DEFAULT-VALUE})")
  private String target = "";

  @Option(
      names = "--precision",
      paramLabel = "STORAGE",
      defaultValue = "f32",
      description =
          "of ${COMPLETION-CANDIDATES}: what our libraries store, as --precision of `cnnc compile`"
              + " (default: ${DEFAULT-VALUE})")
  private Precision.Storage storage = Precision.Storage.F32;

  @Option(
      names = "--all-layers",
      description = "with --precision, our first and last layers as well")
  private boolean allLayers;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  /** The CPU that our libraries are compiled for. */
  public String target() {
    return target;
  }

  /** What our libraries store weights and activations in. */
  public Precision precision() {
    return new Precision(storage, allLayers, List.of());
  }

  /** Whether rows are for machines. */
  public boolean isJson() {
    return json;
  }
}
