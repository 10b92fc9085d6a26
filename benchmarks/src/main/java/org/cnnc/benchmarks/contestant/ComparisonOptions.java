package org.cnnc.benchmarks.contestant;

import picocli.CommandLine.Option;

/** The options of every command that compares engines. */
public final class ComparisonOptions {
  @Option(
      names = "--target",
      paramLabel = "CPU",
      defaultValue = "native",
      description = "what to compile for (default: ${DEFAULT-VALUE})")
  private String target = "";

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  /** The CPU that our libraries are compiled for. */
  public String target() {
    return target;
  }

  /** Whether rows are for machines. */
  public boolean isJson() {
    return json;
  }
}
