package org.cnnc.optimizer.pass;

import static org.cnnc.optimizer.pass.Order.before;

import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.rule.BatchNormToAffine;
import org.cnnc.optimizer.rule.ConstantBinaryToAffine;
import org.cnnc.optimizer.rule.FoldAffineIntoConv2d;
import org.cnnc.optimizer.rule.FoldAffineIntoConvTranspose2d;
import org.cnnc.optimizer.rule.FoldAffineIntoLinear;
import org.cnnc.optimizer.rule.FoldConstants;
import org.cnnc.optimizer.rule.FoldPadIntoAvgPool2d;
import org.cnnc.optimizer.rule.FoldPadIntoConv2d;
import org.cnnc.optimizer.rule.FuseAffine;
import org.cnnc.optimizer.rule.FuseBinary;
import org.cnnc.optimizer.rule.FuseUnary;
import org.cnnc.optimizer.rule.MergeAffines;
import org.cnnc.optimizer.rule.MergePointwiseConv2ds;
import org.cnnc.optimizer.rule.MergeReshapes;
import org.cnnc.optimizer.rule.MergeTransposes;
import org.cnnc.optimizer.rule.MoveConstantRight;
import org.cnnc.optimizer.rule.MulSigmoidToSilu;
import org.cnnc.optimizer.rule.RemoveDropout;
import org.cnnc.optimizer.rule.RemoveExpandBeforeBinary;
import org.cnnc.optimizer.rule.RemoveIdentity;
import org.cnnc.optimizer.rule.RemoveIdentityAffine;
import org.cnnc.optimizer.rule.RemoveIdentityExpand;
import org.cnnc.optimizer.rule.RemoveIdentityPad;
import org.cnnc.optimizer.rule.RemoveIdentityReshape;
import org.cnnc.optimizer.rule.RemoveIdentityTranspose;
import org.cnnc.optimizer.rule.RemoveRepeatedRelu;
import org.cnnc.optimizer.rule.RemoveSingleConcat;
import org.cnnc.optimizer.rule.RemoveWholeSlice;
import org.cnnc.optimizer.rule.Rule;
import org.cnnc.optimizer.rule.TransposeToReshape;

/**
 * The graph passes that every target runs, in order; behind them {@link StoreBfloat16} and {@link
 * PadChannels}, which depend on the target.
 */
public final class DefaultPipeline {
  public static final List<GraphPass> PASSES =
      List.of(
          // What does not depend on an input becomes a constant, for rules that match constants.
          rewrite("fold-constants", new FoldConstants()),

          // One spelling of each thing, so that every later rule matches one spelling only.
          rewrite(
              "canonicalize",
              new RemoveIdentity(),
              new RemoveDropout(),
              new RemoveIdentityReshape(),
              new MergeReshapes(),
              new RemoveIdentityTranspose(),
              new MergeTransposes(),
              new TransposeToReshape(),
              new RemoveIdentityExpand(),
              new RemoveExpandBeforeBinary(),
              new RemoveIdentityPad(),
              new RemoveWholeSlice(),
              new RemoveSingleConcat(),
              new RemoveRepeatedRelu(),
              new MulSigmoidToSilu(),
              new MoveConstantRight(),
              new ConstantBinaryToAffine(),
              new BatchNormToAffine(),
              new RemoveIdentityAffine(),
              new MergeAffines()),

          // A window pads for nothing.
          rewrite("fold-padding", new FoldPadIntoConv2d(), new FoldPadIntoAvgPool2d()),

          // Weights take factors and summands in at compile time.
          rewrite(
              "fold-affine",
              new FoldAffineIntoConv2d(),
              new FoldAffineIntoConvTranspose2d(),
              new FoldAffineIntoLinear()),

          // A sum of sums is one sum.
          rewrite("merge-convolutions", new MergePointwiseConv2ds()),

          // An elementwise step that runs where its operand is in registers saves two trips to
          // memory.
          rewrite("fuse-epilogue", new FuseBinary(), new FuseAffine(), new FuseUnary()),

          // The rewrites drop what they leave behind; this drops what the model never used.
          new EliminateDeadNodes());

  /**
   * Behind these: roundings wherever they may be, and sums of whole tiles wherever there can be.
   */
  private static final List<GraphPass> DEPENDING =
      List.of(
          new StoreBfloat16(Precision.BF16, _ -> false),
          new PadChannels(
              (layer, ins, _) -> (layer.operands().getFirst().type().dim(1) + ins) % 32));

  /** What the list above must respect; checked when this class loads. */
  private static final List<Order> ORDER =
      List.of(
          before("fold-constants", "canonicalize", "a computed [C,1,1] must be seen as a constant"),
          before("canonicalize", "fold-padding", "an identity hides the pad behind it"),
          before("canonicalize", "fold-affine", "a batch norm must already be an affine"),
          before("fold-affine", "merge-convolutions", "a batch norm stands between layer and sum"),
          before("fold-affine", "fuse-epilogue", "a step that is fused cannot fold any more"),
          before("merge-convolutions", "fuse-epilogue", "an add that is fused hides its operands"),
          before("fuse-epilogue", "eliminate-dead-nodes", "nothing dead may reach lowering"));

  static {
    List<String> names = PASSES.stream().map(GraphPass::name).toList();
    ORDER.forEach(order -> order.check(names));
  }

  private DefaultPipeline() {}

  /**
   * Runs all passes, each watched by every listener in order.
   *
   * @throws org.cnnc.ir.CompilerBug where a pass goes wrong or a listener finds that it has
   */
  public static Graph run(Graph graph, List<PassListener> listeners) {
    return run(PASSES, graph, listeners);
  }

  /** Runs some passes, each watched by every listener in order. */
  public static Graph run(List<GraphPass> passes, Graph graph, List<PassListener> listeners) {
    Graph current = graph;
    for (GraphPass pass : passes) {
      Graph before = current;
      listeners.forEach(listener -> listener.before(pass, before));
      Graph after = pass.run(before);
      listeners.forEach(listener -> listener.after(pass, before, after));
      current = after;
    }
    return current;
  }

  /** The names of all passes of a compilation, in order. */
  public static List<String> names() {
    return Stream.concat(PASSES.stream(), DEPENDING.stream()).map(GraphPass::name).toList();
  }

  /**
   * The pass of a name; of those that depend on the target the one that does all it may.
   *
   * @throws IllegalArgumentException where there is none; the message lists them
   */
  public static GraphPass byName(String name) {
    return Stream.concat(PASSES.stream(), DEPENDING.stream())
        .filter(pass -> pass.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no pass `%s`, there are %s".formatted(name, names())));
  }

  private static GraphPass rewrite(String name, Rule<?>... rules) {
    return new RewritePass(name, List.of(rules));
  }
}
