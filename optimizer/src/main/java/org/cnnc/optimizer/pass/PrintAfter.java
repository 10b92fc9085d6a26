package org.cnnc.optimizer.pass;

import java.util.Set;
import java.util.function.Consumer;
import org.cnnc.ir.Graph;
import org.cnnc.ir.text.GraphPrinter;

/**
 * Prints the graph after some passes, or that a pass left it unchanged.
 *
 * @param passes the names of the passes
 * @param out takes the text of one pass at a time, ending with a newline
 */
public record PrintAfter(Set<String> passes, Consumer<String> out) implements PassListener {
  /**
   * @throws IllegalArgumentException where there is no such pass; the message lists them
   */
  public PrintAfter {
    passes = Set.copyOf(passes);
    passes.stream().sorted().forEach(DefaultPipeline::byName);
  }

  @Override
  public void after(GraphPass pass, Graph before, Graph after) {
    if (passes.contains(pass.name())) {
      String text = before.equals(after) ? "// (unchanged)\n" : GraphPrinter.print(after);
      out.accept("// after %s\n%s".formatted(pass.name(), text));
    }
  }
}
