package org.cnnc.compiler.explain;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Node;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Optimized;
import org.cnnc.optimizer.Optimized.Decision;

/**
 * A model, the program that it was compiled to, and what became of each of its operators.
 *
 * @param written what the model computes as it was written, in its order
 * @param fates one for each of these
 */
public record Explanation(
    ModelDefinition definition,
    Target target,
    Optimized optimized,
    List<Node> written,
    List<Fate> fates) {
  public Explanation {
    written = List.copyOf(written);
    fates = List.copyOf(fates);
  }

  /** Optimizes a model that was loaded with the compiler's options, and says what happened. */
  public static Explanation of(Compiler compiler, ModelDefinition definition) {
    LayerHistory history = new LayerHistory();
    Optimized optimized = compiler.decide(compiler.bind(definition), List.of(history));
    List<Node> written = Activations.of(definition.graph()).nodes();
    List<Fate> fates = written.stream().map(node -> fate(node, optimized, history)).toList();
    return new Explanation(definition, compiler.target(), optimized, written, fates);
  }

  private static Fate fate(Node node, Optimized optimized, LayerHistory history) {
    String layer = layer(node);
    List<Integer> steps = stepsOf(layer, optimized);
    if (!steps.isEmpty()) {
      int step = steps.getFirst();
      String first = layer(optimized.decisions().get(step).node());
      return first.equals(layer)
          ? new Fate.Computed(steps)
          : new Fate.Absorbed(step, first, history.absorbedBy(layer).orElse("lower"));
    }
    boolean isThere =
        optimized.graph().nodes().stream().anyMatch(n -> n.origin().layers().contains(layer));
    return isThere && history.removedBy(layer).isEmpty()
        ? new Fate.InPlace()
        : new Fate.Removed(history.removedBy(layer).orElse("lower"));
  }

  /**
   * The steps that compute a layer; copies of its operand or result only where nothing else does.
   */
  private static List<Integer> stepsOf(String layer, Optimized optimized) {
    List<Integer> steps = new ArrayList<>();
    List<Integer> copies = new ArrayList<>();
    for (int i = 0; i < optimized.decisions().size(); i++) {
      Decision decision = optimized.decisions().get(i);
      if (decision.node().origin().layers().contains(layer)) {
        (decision.op() instanceof Identity ? copies : steps).add(i);
      }
    }
    return steps.isEmpty() ? copies : steps;
  }

  /** The path of the layer that a node computes, the first where it computes several. */
  public static String layer(Node node) {
    return node.origin().layers().isEmpty() ? "" : node.origin().layers().getFirst();
  }

  public Program program() {
    return optimized.program();
  }

  /** What a step computes, and how. */
  public Decision decision(int step) {
    return optimized.decisions().get(step);
  }

  public Step step(int step) {
    return program().steps().get(step);
  }

  /** The kernel of a step. */
  public Kernel kernel(int step) {
    return program().kernels().get(step(step).kernel());
  }

  /** The tensors of a step that are stored in bfloat16, by their names in its kernel. */
  public List<String> inBfloat16(int step) {
    return kernel(step).parameters().stream()
        .filter(buffer -> buffer.dtype() == ElementType.BF16)
        .map(Buffer::name)
        .toList();
  }

  /**
   * Floating point operations of a step: two for each multiply-accumulate, other ones not counted.
   */
  public long flops(int step) {
    return 2 * step(step).macs();
  }

  /** What a step reads and writes, each once, padding included. */
  public long bytes(int step) {
    return program().bytes(step(step));
  }

  /** Floating point operations of one image. */
  public long flops() {
    return 2 * program().macs();
  }

  /** What became of the written operators that a step computes besides its first one. */
  public List<Integer> absorbedBy(int step) {
    List<Integer> absorbed = new ArrayList<>();
    for (int i = 0; i < fates.size(); i++) {
      if (fates.get(i) instanceof Fate.Absorbed(int into, String _, String _) && into == step) {
        absorbed.add(i);
      }
    }
    return absorbed;
  }
}
