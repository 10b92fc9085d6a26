package org.cnnc.backend.opencl.emit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.cnnc.ir.program.Program;
import org.cnnc.runtime.artifact.LaunchPlan;

/**
 * The kernel that is all launches of a run together: as many work groups as the device has units
 * take the launches' work items, and meet after each. It needs atomic operations of OpenCL 3.0;
 * {@code team.cl} has what the groups say to each other.
 */
final class WholeRun {
  /** What a launch's function is called that does one of its work items. */
  static final String ITEM = "_item";

  /** Each is a memory object and an offset, and there are 1024 bytes for all arguments. */
  private static final int MAX_PORTS = 56;

  /** The bits of a counter that are not the number of the run. */
  private static final int MAX_ITEMS = (1 << 20) - 1;

  private final Program program;
  private final List<LaunchPlan.Launch> launches;

  WholeRun(Program program, List<LaunchPlan.Launch> launches) {
    this.program = program;
    this.launches = launches;
  }

  /**
   * Whether a run can be one kernel: its steps are not timed, and no groups of several items share
   * anything.
   */
  static boolean isPossible(Program program, List<LaunchPlan.Launch> launches) {
    return !program.timed()
        && program.inputs().size() + program.outputs().size() <= MAX_PORTS
        && launches.stream()
            .allMatch(l -> l.local().equals(List.of(1)) && l.global().getFirst() <= MAX_ITEMS);
  }

  LaunchPlan.Whole plan() {
    return new LaunchPlan.Whole("cnnc_run");
  }

  /** What the kernel calls, and the kernel. */
  String text() {
    List<String> parameters = new ArrayList<>();
    parameters.add("volatile __global atomic_uint *board, const uint first, const int patience");
    parameters.add("__global const uchar *weights, __global uchar *workspace");
    IntStream.range(0, program.inputs().size())
        .mapToObj("__global const uchar *input%1$d, const ulong input%1$d_at"::formatted)
        .forEach(parameters::add);
    IntStream.range(0, program.outputs().size())
        .mapToObj("__global uchar *output%1$d, const ulong output%1$d_at"::formatted)
        .forEach(parameters::add);
    StringBuilder steps = new StringBuilder();
    launches.forEach(launch -> steps.append(step(launch)));
    return """
        #if __OPENCL_C_VERSION__ >= 200
        %s
        __kernel __attribute__((reqd_work_group_size(1, 1, 1)))
        void %s(
            %s) {
          for (uint run = first; run != 0; run = cnnc_stay(board, run, patience)) {
            cnnc_team team;
            if (!cnnc_join(&team, board, run, %d)) {
              continue;
            }
            int item;
        %s  }
        }
        #endif
        """
        .formatted(
            team(), plan().kernel(), String.join(",\n    ", parameters), launches.size(), steps);
  }

  private static String step(LaunchPlan.Launch launch) {
    List<String> arguments = new ArrayList<>(List.of("item"));
    launch.buffers().forEach(place -> arguments.add(argument(place)));
    launch.values().forEach(value -> arguments.add(value.toString()));
    int items = launch.global().getFirst();
    return """
            while ((item = cnnc_take(&team, %d)) >= 0) {
              %s(%s);
            }
            cnnc_meet(&team, %d);
        """
        .formatted(items, launch.kernel() + ITEM, String.join(", ", arguments), items);
  }

  private static String argument(LaunchPlan.Place place) {
    return switch (place) {
      case LaunchPlan.Place.Input(int index) -> "input%1$d, input%1$d_at".formatted(index);
      case LaunchPlan.Place.Output(int index) -> "output%1$d, output%1$d_at".formatted(index);
      case LaunchPlan.Place.Weights(long offset) -> "weights, %d".formatted(offset);
      case LaunchPlan.Place.Workspace(long offset) -> "workspace, %d".formatted(offset);
    };
  }

  private static String team() {
    try (InputStream in = Objects.requireNonNull(WholeRun.class.getResourceAsStream("team.cl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the resource team.cl cannot be read", e);
    }
  }
}
