package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;

/**
 * How the kernels of a model for OpenCL compute one image: launches that run one after the other.
 *
 * @param whole the kernel that is all of them, where there is one
 */
public record LaunchPlan(List<Launch> launches, Optional<Whole> whole) {
  private static final int LINE_BYTES = 64;
  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,1023}";

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
   * @param localBytes the local memory that the items of a group share
   */
  public record Launch(
      String kernel,
      int step,
      List<Integer> global,
      List<Integer> local,
      long localBytes,
      List<Place> buffers,
      List<Integer> values) {
    public Launch {
      global = List.copyOf(global);
      local = List.copyOf(local);
      buffers = List.copyOf(buffers);
      values = List.copyOf(values);
      checkName(kernel);
      boolean isGrid =
          !global.isEmpty()
              && global.size() <= MAX_DIMENSIONS
              && local.size() == global.size()
              && localBytes >= 0
              && step >= 0;
      for (int d = 0; isGrid && d < global.size(); d++) {
        isGrid = local.get(d) > 0 && global.get(d) > 0 && global.get(d) % local.get(d) == 0;
      }
      if (!isGrid) {
        throw new IllegalArgumentException(
            "%s is launched on %s work items in groups of %s".formatted(kernel, global, local));
      }
    }

    /** How many work items a group has. */
    public long groupItems() {
      return local.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
  }

  /**
   * A kernel that does what all launches do. It is launched on as many work items as the device has
   * units, in groups of one. Its arguments: a memory object of {@link #boardBytes}, and a {@code
   * uint}, the number of the run; the weights, the workspace; for each input and then each output a
   * memory object and a {@code ulong}, the offset in it in bytes.
   *
   * @param kernel the name of its function
   */
  public record Whole(String kernel) {
    public Whole {
      checkName(kernel);
    }
  }

  /**
   * The bytes of the memory in which the work items of a whole run agree on who does what; all are
   * 0 before the first run, whose number is 1.
   *
   * @param units of the device
   */
  public long boardBytes(int units) {
    return (2 + launches.size() * (1L + units)) * LINE_BYTES;
  }

  private static void checkName(String kernel) {
    if (!kernel.matches(IDENTIFIER)) {
      throw new IllegalArgumentException("a kernel's name is no identifier of C");
    }
  }
}
