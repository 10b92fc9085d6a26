package org.cnnc.ir.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/**
 * What a backend compiles: steps that run one after the other for each image of a batch, the
 * kernels they share, the weights as the kernels read them, and the size of the workspace.
 *
 * @param weightBytes the size of all weights; the last one's end, rounded up to 64
 * @param workspaceBytes the size of the memory in which intermediate tensors lie
 * @param tail the last of the steps for several images at once
 * @param timed whether the last output is that of {@link #withStepTimes}
 * @param preparations of the inputs that can be made of pictures; not part of a run
 */
public record Program(
    String name,
    List<Port> inputs,
    List<Port> outputs,
    List<PackedWeight> weights,
    long weightBytes,
    long workspaceBytes,
    List<Kernel> kernels,
    List<Step> steps,
    Tail tail,
    boolean timed,
    List<Preparation> preparations) {
  public Program {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    weights = List.copyOf(weights);
    kernels = List.copyOf(kernels);
    steps = List.copyOf(steps);
    preparations = List.copyOf(preparations);
  }

  /** A program that works on one image after the other, and takes no times and no pictures. */
  public Program(
      String name,
      List<Port> inputs,
      List<Port> outputs,
      List<PackedWeight> weights,
      long weightBytes,
      long workspaceBytes,
      List<Kernel> kernels,
      List<Step> steps) {
    this(
        name,
        inputs,
        outputs,
        weights,
        weightBytes,
        workspaceBytes,
        kernels,
        steps,
        Tail.NONE,
        false,
        List.of());
  }

  /** Whether a kernel computes in the tiles of a matrix unit. */
  public boolean hasTiles() {
    return kernels.stream().map(Kernel::body).anyMatch(Stmt::hasTiles);
  }

  /**
   * The same program with one output more, for profiles: {@code i64[steps + 1, 2]}, the seconds and
   * nanoseconds of a steady clock when the first step began and when each step ended. It takes one
   * image at a time.
   *
   * @param output the name of that output
   */
  public Program withStepTimes(String output) {
    List<Port> all = new ArrayList<>(outputs);
    all.add(new Port(output, new TensorType(DType.I64, List.of(steps.size() + 1, 2))));
    return new Program(
        name,
        inputs,
        all,
        weights,
        weightBytes,
        workspaceBytes,
        kernels,
        steps,
        Tail.NONE,
        true,
        preparations);
  }

  /** The same program whose inputs can be made of pictures, too. */
  public Program withPreparations(List<Preparation> newPreparations) {
    return new Program(
        name,
        inputs,
        outputs,
        weights,
        weightBytes,
        workspaceBytes,
        kernels,
        steps,
        tail,
        timed,
        newPreparations);
  }

  /** The same program by other steps with the same kernels. */
  public Program withSteps(List<Step> newSteps, Tail newTail) {
    return new Program(
        name,
        inputs,
        outputs,
        weights,
        weightBytes,
        workspaceBytes,
        kernels,
        newSteps,
        newTail,
        timed,
        preparations);
  }

  /** What weights and activations are stored in: f32, or bf16 where some of them are. */
  public ElementType storage() {
    return kernels.stream()
            .flatMap(kernel -> kernel.parameters().stream())
            .anyMatch(buffer -> buffer.dtype() == ElementType.BF16)
        ? ElementType.BF16
        : ElementType.F32;
  }

  /** The steps for one image, and those for several. */
  public Stream<Step> allSteps() {
    return Stream.concat(
        steps.stream(), tail.blocks().stream().flatMap(block -> block.steps().stream()));
  }

  /** The multiply-accumulates of one image. */
  public long macs() {
    return steps.stream().mapToLong(Step::macs).sum();
  }

  /** The bytes of memory that a step reads or writes, each argument once, padding included. */
  public long bytes(Step step) {
    List<Place> places = step.arguments();
    long bytes = 0;
    for (int i = 0; i < places.size(); i++) {
      if (places.indexOf(places.get(i)) == i) {
        bytes += kernels.get(step.kernel()).parameters().get(i).bytes();
      }
    }
    return bytes;
  }
}
