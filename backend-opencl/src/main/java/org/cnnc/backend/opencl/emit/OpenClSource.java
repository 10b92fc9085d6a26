package org.cnnc.backend.opencl.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.emit.Arguments;
import org.cnnc.ir.loop.emit.BufferUse;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.runtime.artifact.LaunchPlan;

/**
 * A program in OpenCL C 1.2, and the launches that carry it out for one image, one after the other.
 * The same program gives the same text.
 */
public record OpenClSource(String text, LaunchPlan plan) {
  /**
   * Prints a program.
   *
   * @param isWhole whether it is to be one kernel, too, where that is possible
   */
  public static OpenClSource of(Program program, boolean isWhole) {
    return new Writer(program).write(isWhole);
  }

  /**
   * What makes two functions equal.
   *
   * @param isAlone for each parameter, whether no other one reaches what is written through it
   */
  private record Key(List<Buffer> parameters, List<Boolean> isAlone, Phase phase) {}

  /** A function: its name, and the layers that it computes. */
  private record Function(String name, Set<String> origins) {}

  private static final class Writer {
    private final Program program;
    private final MathLibrary math = new MathLibrary();
    private final Map<Key, Function> functions = new LinkedHashMap<>();
    private final List<LaunchPlan.Launch> launches = new ArrayList<>();

    Writer(Program program) {
      this.program = program;
    }

    OpenClSource write(boolean isWhole) {
      for (int s = 0; s < program.steps().size(); s++) {
        launch(s);
      }
      Optional<WholeRun> whole =
          isWhole && WholeRun.isPossible(program, launches)
              ? Optional.of(new WholeRun(program, launches))
              : Optional.empty();
      List<String> kernels = new ArrayList<>();
      functions.forEach((key, function) -> kernels.add(text(key, function, whole.isPresent())));
      whole.map(WholeRun::text).ifPresent(kernels::add);
      List<String> parts = new ArrayList<>();
      parts.add("// %s\n#pragma OPENCL FP_CONTRACT OFF\n".formatted(comment(program.name())));
      parts.addAll(math.definitions());
      parts.addAll(kernels);
      return new OpenClSource(
          String.join("\n", parts), new LaunchPlan(launches, whole.map(WholeRun::plan)));
    }

    private void launch(int number) {
      Step step = program.steps().get(number);
      Kernel kernel = program.kernels().get(step.kernel());
      Arguments arguments = Arguments.of(program, step.kernel());
      List<Phase.Step> phases = Phase.steps(kernel.body());
      List<Phase> distinct = phases.stream().map(Phase.Step::phase).distinct().toList();
      for (Phase.Step phase : phases) {
        if (phase.phase().groups() == 0) {
          continue;
        }
        List<Integer> used = used(kernel, phase.phase());
        Key key =
            new Key(
                used.stream().map(kernel.parameters()::get).toList(),
                used.stream().map(arguments::isAlone).toList(),
                phase.phase());
        String name =
            distinct.size() == 1
                ? kernel.name()
                : kernel.name() + "_part" + (1 + distinct.indexOf(phase.phase()));
        Function function =
            functions.computeIfAbsent(key, _ -> new Function(name, new LinkedHashSet<>()));
        function.origins.add(step.origin().toString());
        launches.add(
            new LaunchPlan.Launch(
                function.name,
                number,
                List.of(Math.multiplyExact(phase.phase().groups(), phase.phase().groupSize())),
                List.of(phase.phase().groupSize()),
                phase.phase().localBytes(),
                used.stream().map(p -> place(step.arguments().get(p))).toList(),
                phase.values()));
      }
    }

    private static LaunchPlan.Place place(Place place) {
      return switch (place) {
        case Place.Input(int index) -> new LaunchPlan.Place.Input(index);
        case Place.Output(int index) -> new LaunchPlan.Place.Output(index);
        case Place.Weights(long offset) -> new LaunchPlan.Place.Weights(offset);
        case Place.Workspace(long offset) -> new LaunchPlan.Place.Workspace(offset);
        case Place.Gathered _ ->
            throw new CompilerBug("opencl", "a device works on one image after the other");
      };
    }

    /** The positions of a kernel's parameters that a phase reads or writes. */
    private static List<Integer> used(Kernel kernel, Phase phase) {
      BufferUse use = use(phase);
      return IntStream.range(0, kernel.parameters().size())
          .filter(p -> use.uses(kernel.parameters().get(p).name()))
          .boxed()
          .toList();
    }

    private static BufferUse use(Phase phase) {
      return BufferUse.of(Stmt.seq(phase.parts().stream().map(Phase.Part::body).toList()));
    }

    /** A kernel, or a function of a work item and the kernel that calls it. */
    private String text(Key key, Function function, boolean isCalled) {
      Set<String> written = use(key.phase).written();
      Code code = new Code(math);
      Scope scope = new Scope();
      Optional<Value> item =
          isCalled ? Optional.of(Value.primary(Type.I32, code.fresh("item"))) : Optional.empty();
      List<String> parameters = new ArrayList<>();
      List<String> arguments = new ArrayList<>();
      List<String> pointers = new ArrayList<>();
      for (int p = 0; p < key.parameters.size(); p++) {
        Buffer buffer = key.parameters.get(p);
        String name = code.fresh(buffer.name());
        String access = written.contains(buffer.name()) ? "" : "const ";
        String type = "__global %s%s *".formatted(access, MemoryEmitter.stored(buffer.dtype()));
        parameters.add(
            "__global %suchar *%s%s_memory, const ulong %3$s_at"
                .formatted(access, key.isAlone.get(p) ? "restrict " : "", name));
        arguments.add("%1$s_memory, %1$s_at".formatted(name));
        pointers.add("%s%s = (%s)(%2$s_memory + %2$s_at);".formatted(type, name, type.strip()));
        scope.place(buffer, new Scope.Memory.Pointer(type, name));
      }
      Scope inner = scope;
      for (Axis axis : key.phase.repeats()) {
        String name = code.fresh(axis.name());
        parameters.add("const int " + name);
        arguments.add(name);
        inner = inner.block(axis, Value.primary(Type.I32, name));
      }
      pointers.forEach(code::line);
      KernelEmitter.write(key.phase, item, code, inner);
      String list = String.join(",\n    ", parameters);
      String kernel =
          "__kernel __attribute__((reqd_work_group_size(%d, 1, 1)))\nvoid %s(\n    %s) {\n%%s}\n"
              .formatted(key.phase.groupSize(), function.name, list);
      return origins(function.origins)
          + item.map(number -> called(function, list, code, kernel, number.text(), arguments))
              .orElseGet(() -> kernel.formatted(code));
    }

    /** The function of a work item, and the kernel that calls it. */
    private static String called(
        Function function,
        String parameters,
        Code code,
        String kernel,
        String item,
        List<String> arguments) {
      String name = function.name + WholeRun.ITEM;
      return "__attribute__((noinline)) void %s(\n    const int %s,\n    %s) {\n%s}\n\n%s"
          .formatted(
              name,
              item,
              parameters,
              code,
              kernel.formatted(
                  "  %s((int)get_global_id(0), %s);\n"
                      .formatted(name, String.join(", ", arguments))));
    }

    private static String origins(Set<String> origins) {
      return origins.stream()
          .filter(origin -> !origin.isEmpty())
          .map(origin -> "// " + comment(origin) + "\n")
          .collect(Collectors.joining());
    }

    /** Text that stays on its line: a backslash at its end would join the next one to it. */
    private static String comment(String text) {
      return text.replaceAll("\\p{Cntrl}", " ").replaceAll("[\\\\\\s]+$", "");
    }
  }
}
