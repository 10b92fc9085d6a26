package org.cnnc.ir.program;

import java.util.List;

/**
 * What a backend compiles: steps that run one after the other for each image of a batch, the
 * kernels they share, the weights as the kernels read them, and the size of the workspace.
 *
 * @param weightBytes the size of all weights; the last one's end, rounded up to 64
 * @param workspaceBytes the size of the memory in which intermediate tensors lie
 */
public record Program(
    String name,
    List<Port> inputs,
    List<Port> outputs,
    List<PackedWeight> weights,
    long weightBytes,
    long workspaceBytes,
    List<Kernel> kernels,
    List<Step> steps) {
  public Program {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    weights = List.copyOf(weights);
    kernels = List.copyOf(kernels);
    steps = List.copyOf(steps);
  }

  /** The multiply-accumulates of one image. */
  public long macs() {
    return steps.stream().mapToLong(Step::macs).sum();
  }
}
