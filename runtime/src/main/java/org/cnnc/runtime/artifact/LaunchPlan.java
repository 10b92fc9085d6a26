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
  private static final int HEAD_LINES = 4;
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
   * units, in groups of one. Its arguments: the board, a memory object of {@link #boardBytes}; a
   * {@code uint}, the number of the run; an {@code int}, how often it looks for the order of
   * another run before it ends; the weights, the workspace; for each input and then each output a
   * memory object and a {@code ulong}, the offset in it in bytes.
   *
   * @param kernel the name of its function
   */
  public record Whole(String kernel) {
    /** The positions of its arguments. */
    public static final int BOARD = 0;

    public static final int RUN = 1;
    public static final int PATIENCE = 2;
    public static final int WEIGHTS = 3;
    public static final int WORKSPACE = 4;
    public static final int PORTS = 5;

    /** Where on the board the number of the newest run stands, or 0: the kernel is to leave. */
    public static final long ORDER_AT = 2L * LINE_BYTES;

    /** Where on the board it stands how many work items have left. */
    public static final long GONE_AT = 3L * LINE_BYTES;

    private static final int NUMBER_SHIFT = 20;

    public Whole {
      checkName(kernel);
    }

    /** The number of the run after another, or of the first after 0. No run has the number 0. */
    public static int after(int run) {
      // Of a number the board's counters have the lowest 12 bits, which go on counting.
      return run == -1 ? 1 << (Integer.SIZE - NUMBER_SHIFT) : run + 1;
    }

    /** What a counter of the board is when so many work items of a run are begun, or done. */
    public static int counter(int run, int items) {
      return (run << NUMBER_SHIFT) + items;
    }
  }

  /**
   * The bytes of the memory in which the work items of a whole run agree on who does what; all are
   * 0 before the first run, whose number is 1.
   *
   * @param units of the device
   */
  public long boardBytes(int units) {
    return (HEAD_LINES + launches.size() * (1L + units)) * LINE_BYTES;
  }

  /** Where on the board the work items of the last launch are counted that are done. */
  public long doneAt(int units) {
    return boardBytes(units) - (1L + units) * LINE_BYTES;
  }

  private static void checkName(String kernel) {
    if (!kernel.matches(IDENTIFIER)) {
      throw new IllegalArgumentException("a kernel's name is no identifier of C");
    }
  }
}
