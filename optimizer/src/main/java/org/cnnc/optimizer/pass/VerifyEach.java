package org.cnnc.optimizer.pass;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Output;
import org.cnnc.ir.verifier.GraphVerifier;

/** Checks that each pass leaves a valid graph with the inputs and outputs that it was given. */
public record VerifyEach() implements PassListener {
  @Override
  public void after(GraphPass pass, Graph before, Graph after) {
    GraphVerifier.verify(after, pass.name());
    if (!before.inputs().equals(after.inputs())) {
      throw new CompilerBug(
          pass.name(), "the inputs were %s, are %s".formatted(before.inputs(), after.inputs()));
    }
    if (!signature(before).equals(signature(after))) {
      throw new CompilerBug(
          pass.name(),
          "the outputs were %s, are %s".formatted(signature(before), signature(after)));
    }
  }

  private static List<String> signature(Graph graph) {
    return graph.outputs().stream().map(VerifyEach::signature).toList();
  }

  private static String signature(Output output) {
    return output.name() + " " + output.value().type();
  }
}
