package org.cnnc.compiler.explain;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cnnc.frontend.Pixels;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.cpu.Choice;
import org.cnnc.optimizer.cpu.Reason;
import org.cnnc.optimizer.cpu.RegisterTile;

/** What an explanation says, in words. */
public final class Words {
  /** Of the tiles that were compared, so many of the cheapest are told. */
  private static final int TOLD_TILES = 4;

  private Words() {}

  /** {@code conv2d -> add -> relu}. */
  public static String chain(Op op) {
    Op anchor = op instanceof Fused fused ? fused.anchor() : op;
    List<ElementwiseOp> steps = op instanceof Fused fused ? fused.epilogue() : List.of();
    return Stream.concat(Stream.of(anchor), steps.stream())
        .map(GraphPrinter::mnemonic)
        .collect(Collectors.joining(" -> "));
  }

  /** What follows the name of an operator and a colon. */
  public static String fate(Fate fate) {
    return switch (fate) {
      case Fate.Computed _ -> "a kernel of its own";
      case Fate.Absorbed(int _, String into, String pass) -> how(pass) + " " + into;
      case Fate.InPlace _ -> "no kernel, its result lies where it is read or written";
      case Fate.Removed(String pass) -> "removed by " + pass;
    };
  }

  /** How a pass makes an operator a part of another; passes not named here only by their name. */
  private static String how(String pass) {
    return switch (pass) {
      case "fold-affine" -> "folded into the weights of";
      case "fold-padding" -> "folded into the window of";
      case "merge-convolutions" -> "summed in the registers of";
      case "fuse-epilogue" -> "computed in the registers of";
      default -> "merged by " + pass + " into";
    };
  }

  /** What becomes of the numbers of an input's {@code from pixels(...)}. */
  static String folded(Pixels.Folded folded) {
    return switch (folded) {
      case NONE -> "scale, mean and std are done when it is made of a picture";
      case FACTOR ->
          "scale and std are folded into the convolutions that read it; mean is not, since they add"
              + " zeros around it, which stand for the mean";
      case ALL -> "scale, mean and std are folded into the convolutions that read it";
    };
  }

  /** One reason for a schedule. */
  public static String reason(Reason reason) {
    return switch (reason) {
      case Reason.Inapplicable(String alternative, String because) ->
          "no %s: %s".formatted(alternative, because);
      case Reason.Known(Choice chosen, Choice model) ->
          "%s: it is known to be best here%s"
              .formatted(
                  chosen.name(),
                  chosen.equals(model)
                      ? ", as the models of costs say, too"
                      : "; the models of costs say " + model.name());
      case Reason.Algorithms weighed -> algorithms(weighed);
      case Reason.Units weighed ->
          "%s: tiles take %s, vectors %s cycles a row of outputs"
              .formatted(
                  weighed.isInTiles() ? "tiles of the matrix unit" : "no tiles",
                  number("%,.0f", weighed.tiles()),
                  number("%,.0f", weighed.vectors()));
      case Reason.Tiling(RegisterTile chosen, List<RegisterTile.Candidate> candidates) ->
          tiling(chosen, candidates);
    };
  }

  private static String tiling(RegisterTile chosen, List<RegisterTile.Candidate> candidates) {
    List<String> told =
        candidates.stream()
            .sorted(Comparator.comparingDouble(RegisterTile.Candidate::cost))
            .limit(TOLD_TILES)
            .map(c -> "%s %s".formatted(c.tile(), number("%.3f", c.cost())))
            .toList();
    int others = candidates.size() - told.size();
    return "tile %s: costs are %s%s; a hundredth is no difference"
        .formatted(
            chosen,
            String.join(", ", told),
            others == 0 ? "" : ", %d others more".formatted(others));
  }

  private static String algorithms(Reason.Algorithms weighed) {
    double gain = weighed.direct() / weighed.winograd();
    return "%s: winograd costs %s k, direct %s k multiply-adds of vectors; the gain is %s, it must be %s"
        .formatted(
            weighed.isWinograd() ? "winograd" : "no winograd",
            number("%,.0f", weighed.winograd() / 1e3),
            number("%,.0f", weighed.direct() / 1e3),
            number("%.2f", gain),
            number("%.1f", weighed.minGain()));
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
