package org.cnnc.backend.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.Origin;
import org.cnnc.ir.UniqueNames;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;

/**
 * Makes one step of several in a row that a CPU's core is done with sooner than its driver launches
 * them. A single work item carries them out, one after the other.
 */
final class ShortSteps {
  /** Microseconds that a launch takes. */
  private static final double LAUNCH = 10;

  /** Multiply-adds of vectors of 16 lanes that a core does in a microsecond. */
  private static final double MULTIPLY_ADDS = 64_000;

  /** Bytes that a core reads or writes in a microsecond. */
  private static final double BYTES = 20_000;

  /** Each takes 16 bytes, of which a launch may have 1024. */
  private static final int MAX_PARAMETERS = 48;

  private final Program program;
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<Integer, Integer> kept = new HashMap<>();
  private final UniqueNames names = new UniqueNames();
  private Run run = new Run();

  private ShortSteps(Program program) {
    this.program = program;
  }

  /** The program with fewer steps; one that takes the times of its steps stays as it is. */
  static Program merge(Program program) {
    return program.timed() ? program : new ShortSteps(program).merged();
  }

  private Program merged() {
    for (Step step : program.steps()) {
      if (!isShort(step)) {
        end();
        keep(step);
        continue;
      }
      int more = program.kernels().get(step.kernel()).parameters().size();
      if (run.parameters.size() + more > MAX_PARAMETERS) {
        end();
      }
      run.add(step, program.kernels().get(step.kernel()));
    }
    end();
    return new Program(
        program.name(),
        program.inputs(),
        program.outputs(),
        program.weights(),
        program.weightBytes(),
        program.workspaceBytes(),
        kernels,
        steps);
  }

  private boolean isShort(Step step) {
    return Math.max(step.macs() / MULTIPLY_ADDS, program.bytes(step) / BYTES) < LAUNCH;
  }

  private void keep(Step step) {
    int kernel =
        kept.computeIfAbsent(
            step.kernel(),
            old -> {
              kernels.add(program.kernels().get(old));
              return kernels.size() - 1;
            });
    steps.add(new Step(kernel, step.arguments(), step.origin(), step.macs()));
  }

  /** Ends a run of short steps. */
  private void end() {
    if (run.steps.size() == 1) {
      keep(run.steps.getFirst());
    } else if (!run.steps.isEmpty()) {
      kernels.add(run.kernel(names.unique(run.name())));
      steps.add(run.step(kernels.size() - 1));
    }
    run = new Run();
  }

  /** Steps that become one. */
  private static final class Run {
    private final List<Step> steps = new ArrayList<>();
    private final List<Buffer> parameters = new ArrayList<>();
    private final List<Place> arguments = new ArrayList<>();
    private final List<Stmt> bodies = new ArrayList<>();
    private final UniqueNames names = new UniqueNames(".");
    private String first = "";
    private Origin origin = Origin.NONE;

    void add(Step step, Kernel kernel) {
      if (steps.isEmpty()) {
        first = kernel.name();
      }
      collectNames(kernel.body());
      Map<String, Buffer> renamed = new HashMap<>();
      for (int p = 0; p < kernel.parameters().size(); p++) {
        Buffer buffer = kernel.parameters().get(p);
        renamed.put(buffer.name(), parameter(buffer, step.arguments().get(p)));
      }
      Stmt body = kernel.body().mapAccesses(element -> renamed(element, renamed));
      bodies.add(serial(body));
      steps.add(step);
      origin = origin.and(step.origin());
    }

    /** The parameter that is the same memory in the same layout, or else a new one. */
    private Buffer parameter(Buffer buffer, Place place) {
      for (int p = 0; p < parameters.size(); p++) {
        Buffer known = parameters.get(p);
        if (arguments.get(p).equals(place) && known.equals(withName(buffer, known.name()))) {
          return known;
        }
      }
      parameters.add(withName(buffer, names.unique(buffer.name())));
      arguments.add(place);
      return parameters.getLast();
    }

    private static Buffer withName(Buffer buffer, String name) {
      return new Buffer(name, buffer.dtype(), buffer.shape(), buffer.layout(), buffer.space());
    }

    /** Buffers that a kernel allocates keep their names. */
    private void collectNames(Stmt s) {
      if (s instanceof Stmt.Allocate(Buffer buffer, Stmt _)) {
        names.take(buffer.name());
      }
      s.parts().forEach(this::collectNames);
    }

    /** The same work in one work item. */
    private static Stmt serial(Stmt s) {
      Stmt same = s.mapParts(Run::serial, e -> e);
      return switch (same) {
        case Stmt.Loop(Axis axis, Stmt body) when axis.kind().isShared() ->
            new Stmt.Loop(axis.withKind(Kind.SERIAL), body);
        case Stmt.Barrier _ -> Stmt.seq();
        case Stmt.Loop _,
            Stmt.If _,
            Stmt.Seq _,
            Stmt.Allocate _,
            Stmt.Store _,
            Stmt.Accumulate _,
            Stmt.Prefetch _ ->
            same;
      };
    }

    private static Expr.Load renamed(Expr.Load element, Map<String, Buffer> names) {
      Buffer buffer = element.buffer();
      return names.getOrDefault(buffer.name(), buffer).at(element.index());
    }

    /** What a kernel of all of them is called, as may be that of another run. */
    String name() {
      return "%s_and_%d_more".formatted(first, steps.size() - 1);
    }

    Kernel kernel(String name) {
      return new Kernel(name, parameters, Stmt.seq(bodies));
    }

    Step step(int kernel) {
      return new Step(kernel, arguments, origin, steps.stream().mapToLong(Step::macs).sum());
    }
  }
}
