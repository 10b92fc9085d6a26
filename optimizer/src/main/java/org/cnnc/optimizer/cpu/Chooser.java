package org.cnnc.optimizer.cpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.storage.ElementTypes;

/**
 * Says of each op with several good ways to compute it which one is taken: the one that {@link
 * Choices} know to be best, or else the one that is cheapest by the models of costs.
 */
public final class Chooser {
  /** Candidates of a kind: what a model finds dearer than so many others is not worth a try. */
  private static final int MAX_OF_KIND = 4;

  private final Target target;
  private final WinogradChoice winograd;
  private final MatrixChoice matrix;
  private final Optional<WinogradSteps> winogradSteps;
  private final Choices choices;

  /** What was answered of an op, which is laid out before it is scheduled: it is asked once. */
  private final Map<Op, Optional<Reason.Known>> known;

  /** The weights that are stored in bfloat16. */
  private final Set<Value> narrow;

  /**
   * @param isWinogradAllowed whether convolutions may be computed by Winograd's algorithm, where
   *     the target is one that gains by it
   */
  public Chooser(Target target, boolean isWinogradAllowed, Choices choices) {
    this(
        target,
        new WinogradChoice(target, isWinogradAllowed && target.isForCpu()),
        target
            .device()
            .filter(d -> isWinogradAllowed && d.kind() != DeviceDescription.Kind.CPU)
            .map(WinogradSteps::new),
        choices,
        new HashMap<>(),
        Set.of());
  }

  private Chooser(
      Target target,
      WinogradChoice winograd,
      Optional<WinogradSteps> winogradSteps,
      Choices choices,
      Map<Op, Optional<Reason.Known>> known,
      Set<Value> narrow) {
    this.target = target;
    this.winograd = winograd;
    this.matrix = new MatrixChoice(target);
    this.winogradSteps = winogradSteps;
    this.choices = choices;
    this.known = known;
    this.narrow = narrow;
  }

  /** The same for the ops of a graph, whose weights may be stored in bfloat16. */
  public Chooser of(Graph graph) {
    return new Chooser(
        target, winograd, winogradSteps, choices, known, ElementTypes.of(graph).bfloat16());
  }

  /**
   * Whether a layer's weights should be f32.
   *
   * @param op a convolution or a dense layer, without epilogue
   * @param storage what others are stored in
   */
  public boolean isBetterInF32(Op op, Precision.Storage storage) {
    return switch (storage) {
      case F32 -> true;
      // A weight of a depthwise convolution is read for many outputs, and meets one channel only.
      case BF16 -> op instanceof Conv2d conv && conv.isDepthwise();
      case AUTO ->
          isBetterInF32(op, Precision.Storage.BF16)
              || (op instanceof Conv2d conv && winograd.beats(conv, gain(conv)))
              || gain(op) <= 1;
    };
  }

  /** How many times as fast as in f32 a layer in bfloat16 multiplies. */
  private double gain(Op op) {
    if (matrix.reason(op) instanceof Reason.Units weighed) {
      return weighed.vectors() / weighed.tiles();
    }
    return target.hasBfloat16Products() ? 2 : 1;
  }

  /**
   * The cycles that a convolution takes, in tiles of a matrix unit or in vectors.
   *
   * @param op a convolution, transposed or not, without epilogue
   * @param moreIns channels that its input has more than it says
   * @param moreOuts channels that its result has more
   */
  public double cycles(Op op, int moreIns, int moreOuts) {
    return matrix.cycles(op, multipliesBfloat16(op), moreIns, moreOuts);
  }

  /**
   * Whether a layer is computed in the tiles of a matrix unit.
   *
   * @param op with or without epilogue
   */
  public boolean isInTiles(Op op) {
    Op anchor = anchor(op);
    return multipliesBfloat16(anchor) && matrix.isFaster(anchor);
  }

  /**
   * Why a layer is computed in tiles, or why not; empty where there are none.
   *
   * @param layer a convolution, transposed or not, or a dense layer
   * @param room whether its result has room for whole vectors of channels
   */
  Optional<Reason> matrixReason(Op layer, boolean room) {
    if (!target.hasTiles()) {
      return Optional.empty();
    }
    if (!multipliesBfloat16(layer)) {
      return Optional.of(new Reason.Inapplicable("tiles", "its input or its weights are f32"));
    }
    return Optional.of(
        room
            ? matrix.reason(layer)
            : new Reason.Inapplicable("tiles", "its result has no room for whole vectors"));
  }

  /**
   * Whether a transposed convolution that reads beyond its input's borders, or of which taps
   * overlap, adds pairs of channels: its input then has a halo, so that no pair is guarded. Not
   * where some phases have more outputs than others, which stay guarded.
   */
  public boolean addsPairsAtBorders(ConvTranspose2d conv) {
    TensorType y = conv.resultTypes().getFirst();
    return multipliesBfloat16(conv)
        && target.isForCpu()
        && conv.groups() == 1
        && conv.weight().type().dim(0) % 2 == 0
        && y.dim(2) % conv.window().strideH() == 0
        && y.dim(3) % conv.window().strideW() == 0
        && ConvolutionSchedules.hasFewPhases(conv)
        && ConvolutionSchedules.hasTapsInAllPhases(conv)
        && !ConvolutionSchedules.readsNoBorder(conv);
  }

  /** Whether a layer's input and its weights are both in bfloat16. */
  private boolean multipliesBfloat16(Op layer) {
    return isNarrow(layer) && narrow.contains(layer.operands().getFirst());
  }

  private boolean isNarrow(Op op) {
    return switch (op) {
      case Conv2d conv -> narrow.contains(conv.weight());
      case ConvTranspose2d conv -> narrow.contains(conv.weight());
      case Linear linear -> narrow.contains(linear.weight());
      case Op _ -> false;
    };
  }

  /**
   * A register tile that is known to be best.
   *
   * @param reason that it is known, and what it is instead of
   */
  record KnownTile(RegisterTile tile, Reason reason) {}

  /** The tiles of a convolution by Winograd's algorithm; empty for what is computed otherwise. */
  public Optional<WinogradTiles> winogradTiles(Op op) {
    if (isNarrow(anchor(op))) {
      return Optional.empty();
    }
    Optional<Reason.Known> known = known(op);
    if (known.isEmpty()) {
      return winograd
          .tiles(anchor(op))
          .or(() -> winogradSteps.flatMap(steps -> steps.tiles(anchor(op))));
    }
    return known.get().chosen() instanceof Choice.Winograd(WinogradTiles tiles)
        ? Optional.of(tiles)
        : Optional.empty();
  }

  /**
   * The same where it is scheduled: only weights that are constant are packed for it.
   *
   * @param constants which operands are constant, by their positions
   */
  public Optional<WinogradTiles> winogradTiles(Op op, Set<Integer> constants) {
    return constants.contains(1) ? winogradTiles(op) : Optional.empty();
  }

  /** The register tile that is known to be best; empty where a model is to decide. */
  Optional<KnownTile> knownTile(Op op) {
    return known(op)
        .flatMap(
            known ->
                known.chosen() instanceof Choice.Direct(RegisterTile tile)
                    ? Optional.of(new KnownTile(tile, known))
                    : Optional.empty());
  }

  /** Why a convolution with constant weights is computed by Winograd's algorithm, or why not. */
  Reason winogradReason(Conv2d conv) {
    if (isNarrow(conv)) {
      return new Reason.Inapplicable("winograd", "its weights are bfloat16");
    }
    return known(conv)
        .filter(known -> known.chosen() instanceof Choice.Winograd)
        .<Reason>map(known -> known)
        .orElseGet(() -> winograd.reason(conv));
  }

  private Optional<Reason.Known> known(Op op) {
    // What is measured is measured in f32.
    return choices == Choices.ANALYTIC || isNarrow(anchor(op))
        ? Optional.empty()
        : known.computeIfAbsent(anchor(op), this::ask);
  }

  private Optional<Reason.Known> ask(Op anchor) {
    List<Choice> candidates = candidates(anchor);
    return candidates.size() < 2
        ? Optional.empty()
        : choices
            .among(anchor, candidates)
            .map(choice -> new Reason.Known(choice, candidates.getFirst()));
  }

  /**
   * The ways to compute an op that are worth comparing, the one first that the models of costs
   * take; none where there is nothing to choose.
   */
  List<Choice> candidates(Op op) {
    Op anchor = anchor(op);
    if (anchor instanceof Conv2d conv && conv.isDepthwise()) {
      return direct(depthwise(conv));
    }
    if (anchor instanceof Conv2d conv && CpuSchedules.lanesShareAGroup(conv, target.lanes())) {
      return convolution(conv);
    }
    if (anchor instanceof ConvTranspose2d conv && conv.groups() == 1) {
      return direct(tiles(ConvolutionSchedules.phaseWidth(conv), conv.outChannels()));
    }
    return anchor instanceof Linear linear ? direct(dense(linear)) : List.of();
  }

  private static Op anchor(Op op) {
    return op instanceof Fused fused ? fused.anchor() : op;
  }

  private static List<Choice> direct(List<RegisterTile> tiles) {
    return tiles.stream().<Choice>map(Choice.Direct::new).toList();
  }

  private List<Choice> convolution(Conv2d conv) {
    int width = conv.resultTypes().getFirst().dim(3);
    List<Choice> all =
        new ArrayList<>(direct(tiles(width, conv.weight().type().dim(0) / conv.groups())));
    List<Choice> others =
        winograd.candidates(conv, MAX_OF_KIND).stream().<Choice>map(Choice.Winograd::new).toList();
    all.addAll(winograd.tiles(conv).isPresent() ? 0 : all.size(), others);
    return all;
  }

  /** The best tiles of a row of outputs, whose channels have room for whole vectors. */
  private List<RegisterTile> tiles(int width, int channels) {
    int blocks = Math.ceilDiv(channels, target.lanes());
    SequencedSet<RegisterTile> tiles = new LinkedHashSet<>();
    tiles.add(RegisterTile.choose(width, blocks, target));
    RegisterTile.candidates(width, blocks, target).stream()
        .sorted(Comparator.comparingDouble(RegisterTile.Candidate::cost))
        .limit(MAX_OF_KIND)
        .map(RegisterTile.Candidate::tile)
        .forEach(tiles::add);
    return tiles.stream().limit(MAX_OF_KIND).toList();
  }

  private List<RegisterTile> depthwise(Conv2d conv) {
    int pixels = ConvolutionSchedules.depthwisePixels(conv, target);
    return IntStream.range(0, Math.min(MAX_OF_KIND, pixels))
        .mapToObj(fewer -> new RegisterTile(pixels - fewer, 1))
        .toList();
  }

  private List<RegisterTile> dense(Linear linear) {
    int blocks = DenseSchedule.accumulators(linear, target);
    return IntStream.range(0, Math.min(MAX_OF_KIND, blocks))
        .mapToObj(fewer -> new RegisterTile(1, blocks - fewer))
        .toList();
  }
}
