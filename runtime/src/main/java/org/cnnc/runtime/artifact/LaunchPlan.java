package org.cnnc.runtime.artifact;

import java.util.List;

/**
 * How the kernels of a model for OpenCL compute one image: launches that run one after the other.
 */
public record LaunchPlan(List<Launch> launches) {
  /** As many dimensions as OpenCL promises. */
  private static final int MAX_DIMENSIONS = 3;

  public LaunchPlan {
    launches = List.copyOf(launches);
  }

  /** Where a buffer lies when an image is worked on. */
  public sealed interface Place {
    /** The image's part of an input of the call. */
    record Input(int index) implements Place {}

    /** The image's part of an output of the call. */
    record Output(int index) implements Place {}

    /** Bytes from the start of the weights. */
    record Weights(long offset) implements Place {}

    /** Bytes from the start of the workspace. */
    record Workspace(long offset) implements Place {}
  }

  /**
   * One launch of a kernel. Its arguments are, for each buffer, a memory object and a {@code ulong}
   * that is the offset in it in bytes; then an {@code int} for each value.
   *
   * @param kernel the name of its function
   * @param step the number of the program's step that it is a part of, counted from 0
   * @param global the number of work items in each dimension
   * @param local the number of them in a work group, which divides the former
   */
  public record Launch(
      String kernel,
      int step,
      List<Integer> global,
      List<Integer> local,
      List<Place> buffers,
      List<Integer> values) {
    public Launch {
      global = List.copyOf(global);
      local = List.copyOf(local);
      buffers = List.copyOf(buffers);
      values = List.copyOf(values);
      if (!kernel.matches("[A-Za-z_][A-Za-z0-9_]{0,1023}")) {
        throw new IllegalArgumentException("a kernel's name is no identifier of C");
      }
      boolean isGrid =
          !global.isEmpty()
              && global.size() <= MAX_DIMENSIONS
              && local.size() == global.size()
              && step >= 0;
      for (int d = 0; isGrid && d < global.size(); d++) {
        isGrid = local.get(d) > 0 && global.get(d) > 0 && global.get(d) % local.get(d) == 0;
      }
      if (!isGrid) {
        throw new IllegalArgumentException(
            "%s is launched on %s work items in groups of %s".formatted(kernel, global, local));
      }
    }
  }
}
