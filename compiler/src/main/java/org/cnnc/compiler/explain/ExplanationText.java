package org.cnnc.compiler.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.program.Program;
import org.cnnc.optimizer.Optimized.Decision;

/** An explanation as text: source lines in their order, under each the kernels made of it. */
public final class ExplanationText {
  /** Of the layers that share a kernel, so many are named. */
  private static final int NAMED_LAYERS = 4;

  private final Explanation explanation;
  private final StringBuilder out = new StringBuilder();

  private ExplanationText(Explanation explanation) {
    this.explanation = explanation;
  }

  /** The text, each line ended by a newline. */
  public static String print(Explanation explanation) {
    return new ExplanationText(explanation).print();
  }

  private String print() {
    Program program = explanation.program();
    line(
        "%s for %s%s: %s an image; %d steps, %d kernels; %s of weights, %s of workspace",
        program.name(),
        explanation.target().cpu(),
        program.storage() == ElementType.BF16 ? ", in bf16" : "",
        Amount.flops(explanation.flops()),
        program.steps().size(),
        program.kernels().size(),
        Amount.bytes(program.weightBytes()),
        Amount.bytes(program.workspaceBytes()));
    for (InputSpec input : explanation.definition().inputs()) {
      input
          .pixels()
          .ifPresent(pixels -> line("input %s: %s", input.name(), Words.folded(pixels.folded())));
    }
    SourceLine.of(explanation).forEach(this::line);
    return out.toString();
  }

  private void line(SourceLine source) {
    line("");
    line("%s  %s", source.place(), source.text());
    if (!source.steps().isEmpty()) {
      long flops = source.steps().stream().mapToLong(explanation::flops).sum();
      long bytes = source.steps().stream().mapToLong(explanation::bytes).sum();
      line(
          "  %s (%s of the model), %s read and written",
          Amount.flops(flops), percent(flops), Amount.bytes(bytes));
    }
    Map<Integer, List<Integer>> byKernel = new LinkedHashMap<>();
    for (int step : source.steps()) {
      byKernel.computeIfAbsent(explanation.step(step).kernel(), _ -> new ArrayList<>()).add(step);
    }
    byKernel.values().forEach(this::kernel);
    others(source);
  }

  private String percent(long flops) {
    return explanation.flops() == 0
        ? "0 %"
        : String.format(Locale.ROOT, "%.1f %%", 100.0 * flops / explanation.flops());
  }

  /** A kernel with all its steps of one line; they were chosen for the same reasons. */
  private void kernel(List<Integer> steps) {
    int step = steps.getFirst();
    Decision decision = explanation.decision(step);
    List<String> layers =
        steps.stream().map(s -> Explanation.layer(explanation.decision(s).node())).toList();
    line("");
    line("  %s : %s", Words.chain(decision.op()), decision.op().resultTypes().getFirst());
    line("    %-7s %s", layers.size() == 1 ? "layer" : "layers", named(layers));
    line("    kernel  %s", explanation.kernel(step).name());
    List<String> narrow = explanation.inBfloat16(step);
    if (!narrow.isEmpty()) {
      line("    bf16    %s", String.join(", ", narrow));
    }
    long flops = explanation.flops(step);
    line(
        "    work    %s%s%s",
        flops == 0 ? "" : Amount.flops(flops) + ", ",
        Amount.bytes(explanation.bytes(step)),
        layers.size() == 1 ? "" : " each");
    String title = "fused";
    for (int absorbed : explanation.absorbedBy(step)) {
      line(
          "    %-7s %s: %s",
          title,
          Explanation.layer(explanation.written().get(absorbed)),
          Words.fate(explanation.fates().get(absorbed)));
      title = "";
    }
    if (decision.op() instanceof Identity) {
      line("    why     a copy to where its reader finds it: in a result, or with zeros around it");
    }
    title = "why";
    for (var reason : decision.schedule().reasons()) {
      line("    %-7s %s", title, Words.reason(reason));
      title = "";
    }
  }

  private static String named(List<String> layers) {
    String named = layers.stream().limit(NAMED_LAYERS).collect(Collectors.joining(", "));
    int more = layers.size() - NAMED_LAYERS;
    return more > 0 ? "%s and %d more".formatted(named, more) : named;
  }

  /** Operators of a line without a kernel, those of the same fate together. */
  private void others(SourceLine source) {
    Map<String, List<String>> byFate = new LinkedHashMap<>();
    for (int i : source.others()) {
      Fate fate = explanation.fates().get(i);
      // Of what a kernel of this line has absorbed, the kernel tells.
      boolean isTold =
          fate instanceof Fate.Absorbed(int step, String _, String _)
              && source.steps().contains(step);
      if (!isTold) {
        byFate
            .computeIfAbsent(Words.fate(fate), _ -> new ArrayList<>())
            .add(Explanation.layer(explanation.written().get(i)));
      }
    }
    if (!byFate.isEmpty()) {
      line("");
    }
    byFate.forEach((fate, layers) -> line("  %s: %s", named(layers), fate));
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
