package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Schedules;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Transform;

/**
 * Which schedule an op gets on a CPU. Lanes are output channels wherever the layout is blocked, so
 * no transform reassociates a sum.
 */
public final class CpuSchedules implements Schedules {
  /** Shorter lines are not worth a vector. */
  private static final int MIN_LANES = 4;

  /**
   * Eight rows use a weight as often as a core needs to multiply as fast as memory brings weights;
   * four are for what is left of a batch.
   */
  private static final List<Integer> IMAGES_TOGETHER = List.of(8, 4);

  private final Target target;
  private final int lanes;
  private final ConvolutionSchedules convolutions;
  private final Chooser chooser;
  private final Sharing sharing;

  public CpuSchedules(Target target, Chooser chooser) {
    this.target = target;
    this.lanes = target.lanes();
    this.chooser = chooser;
    this.convolutions = new ConvolutionSchedules(target, chooser);
    this.sharing = new Sharing(target);
  }

  @Override
  public Stmt share(Stmt nest, long macs, long bytes) {
    return sharing.apply(nest, macs, bytes);
  }

  @Override
  public List<Integer> imagesTogether() {
    return target.device().isEmpty() ? IMAGES_TOGETHER : List.of();
  }

  @Override
  public Schedule choose(Op op, Operands operands, Set<Integer> constants) {
    Op anchor = op instanceof Fused fused ? fused.anchor() : op;
    Buffer y = operands.result();
    // Whether lanes past the last channel have room in every buffer that is indexed by channel.
    boolean room = isBlocked(y) && haveRoom(anchor, operands, constants);
    Optional<WinogradTiles> tiles = chooser.winogradTiles(anchor, constants);
    Schedule schedule =
        switch (anchor) {
          case Conv2d conv when conv.isDepthwise() -> convolutions.depthwise(conv, y, room);
          case Conv2d _ when tiles.isPresent() -> WinogradSchedule.of(tiles.get(), target);
          case Conv2d conv when room && chooser.isInTiles(conv) ->
              MatrixSchedule.convolution(conv, y);
          case Conv2d conv when lanesShareAGroup(conv, lanes) ->
              convolutions.direct(conv, operands, room);
          case ConvTranspose2d conv when room && chooser.isInTiles(conv) ->
              MatrixSchedule.transposed(conv, y);
          case ConvTranspose2d conv when conv.groups() == 1 ->
              convolutions.transposed(conv, operands, room);
          case Linear linear when chooser.isInTiles(linear) -> MatrixSchedule.dense(linear, y);
          case Linear linear ->
              DenseSchedule.of(linear, operands, target, chooser.knownTile(linear));
          case MaxPool2d _, AvgPool2d _ when isBlocked(y) -> pool(y, room);
          case Reduce reduce when isSpatialOfBlocked(reduce, operands) ->
              spatialReduce(reduce, y, room);
          case Conv2d _, ConvTranspose2d _ -> plain(firstLoop(y, List.of("n", "oc")));
          case MaxPool2d _, AvgPool2d _ -> plain(firstLoop(y, List.of("n", "c")));
          case Softmax softmax -> plain(firstLoop(y, axesWithout(y, softmax.axis())));
          case Reduce _ -> plain(Optional.empty());
          case ArgReduce arg -> plain(lines(operands, arg.axis()));
          case TopK topk -> plain(lines(operands, topk.axis()));
          case MaxPoolIndices2d _, MaxUnpool2d _ -> plain(firstLoop(y, List.of("n", "c")));
          case LocallyConnected2d local when isBlocked(y) -> locallyConnected(local, y, room);
          case LocallyConnected2d _ -> plain(firstLoop(y, List.of("n", "oc")));
          case Resample resample when isBlocked(y) ->
              sumsByChannel(y, room && resample.axis() != 1);
          case MatMul _ when isBlocked(y) -> sumsByChannel(y, false);
          case MatMul _, Resample _ -> sumsByLastAxis(y);
          case ElementwiseOp _, Identity _ when isBlocked(y) -> byChannel(y, room);
          case Concat _,
              Slice _,
              Pad _,
              Reshape _,
              Transpose _,
              Expand _,
              Gather _,
              GatherElements _
              when isBlocked(y) ->
              byChannel(y, false);
          case ElementwiseOp _,
              Identity _,
              Dropout _,
              Concat _,
              Slice _,
              Pad _,
              Reshape _,
              Transpose _,
              Expand _,
              Gather _,
              GatherElements _ ->
              byLastAxis(anchor, operands);
          case BatchNorm _, Input _, Parameter _, Constant _, Fused _ ->
              throw new CompilerBug("schedule", anchor + " is no op to schedule");
        };
    if (anchor instanceof Conv2d conv && !schedule.isKnown()) {
      schedule = schedule.because(winogradReason(conv, constants));
    }
    if (anchor instanceof Conv2d || anchor instanceof ConvTranspose2d || anchor instanceof Linear) {
      boolean fits = room || anchor instanceof Linear;
      schedule = chooser.matrixReason(anchor, fits).map(schedule::because).orElse(schedule);
    }
    return isBlocked(y) ? packChannels(schedule, anchor, operands, constants) : schedule;
  }

  private Reason winogradReason(Conv2d conv, Set<Integer> constants) {
    return constants.contains(1)
        ? chooser.winogradReason(conv)
        : new Reason.Inapplicable("winograd", "its weights are computed");
  }

  private boolean haveRoom(Op anchor, Operands operands, Set<Integer> constants) {
    boolean readsByIn =
        (anchor instanceof Conv2d conv && !conv.isDepthwise())
            || anchor instanceof ConvTranspose2d
            || anchor instanceof LocallyConnected2d;
    boolean isWeighted = readsByIn || anchor instanceof Conv2d;
    if (isWeighted && !constants.containsAll(Set.of(1, 2))) {
      // Weights that are computed are not packed, so they end with the last channel.
      return false;
    }
    int first = readsByIn ? anchor.operands().size() : 0;
    for (int i = first; i < operands.inputs().size(); i++) {
      Buffer operand = operands.inputs().get(i);
      int axis = operand.shape().size() - 3;
      // One channel is read by every lane, but where the result has only one, by its own index.
      boolean isBroadcast =
          axis < 0 || (operand.shape().get(axis) == 1 && operands.result().shape().get(1) > 1);
      boolean fits = constants.contains(i) || isBroadcast || isBlocked(operand);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /**
   * Constants that are read by channel are padded to whole vectors, so that lanes past the last
   * channel have something to read.
   */
  private Schedule packChannels(
      Schedule schedule, Op anchor, Operands operands, Set<Integer> constants) {
    int channels = operands.result().shape().get(1);
    Map<Integer, Layout> packing = new HashMap<>(schedule.packing());
    int first = anchor instanceof ElementwiseOp ? 0 : anchor.operands().size();
    for (int i = first; i < operands.inputs().size(); i++) {
      List<Integer> shape = operands.inputs().get(i).shape();
      // A per-channel vector belongs to an affine; anything else is broadcast from the right.
      int axis = shape.size() == 1 && shape.getFirst() == channels ? 0 : shape.size() - 3;
      if (constants.contains(i) && axis >= 0 && shape.get(axis) == channels) {
        packing.put(i, Layout.blocked(shape, axis, lanes));
      }
    }
    return schedule.withPacking(packing);
  }

  static boolean lanesShareAGroup(Conv2d conv, int lanes) {
    return conv.groups() == 1 || conv.weight().type().dim(0) / conv.groups() % lanes == 0;
  }

  private boolean isBlocked(Buffer buffer) {
    return Tiles.isBlocked(buffer, lanes);
  }

  private Schedule pool(Buffer y, boolean room) {
    int pixels = Math.min(4, y.shape().get(3));
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(Tiles.splitChannels("c", y, room, lanes));
    t.add(new Split("ow", pixels, PEEL));
    t.add(new Reorder("c.o", "oh", "ow.o", "ow.i", "c.i"));
    t.add(new StageAccumulator(List.of("ow.i", "c.i")));
    t.addAll(Tiles.registers("ow.i", "c.i"));
    t.add(Tiles.sharedRows(y, "c.o", "oh"));
    return new Schedule("pool_" + pixels, Map.of(), t);
  }

  private boolean isSpatialOfBlocked(Reduce reduce, Operands operands) {
    return isBlocked(operands.inputs().getFirst())
        && reduce.axes().equals(List.of(2, 3))
        && (isBlocked(operands.result()) || operands.result().shape().get(1) % lanes == 0);
  }

  private Schedule spatialReduce(Reduce reduce, Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(Tiles.splitChannels("c", y, room, lanes));
    t.add(new StageAccumulator(List.of("c.i")));
    t.add(new Mark("c.i", Kind.VECTOR));
    t.add(Share.loop(y.shape().getFirst() > 1 ? "n" : "c.o"));
    return new Schedule("spatial_" + reduce.kind().text(), Map.of(), t);
  }

  /** The first loop that is not along the axis that a search goes through. */
  private static Optional<String> lines(Operands operands, int axis) {
    Buffer x = operands.inputs().getFirst();
    return firstLoop(x, axesWithout(x, axis));
  }

  private Schedule locallyConnected(LocallyConnected2d local, Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(Tiles.splitChannels("oc", y, room, lanes));
    t.add(new Reorder("oc.o", "oh", "ow", "oc.i"));
    t.add(new StageAccumulator(List.of("oc.i")));
    t.add(new Mark("oc.i", Kind.VECTOR));
    t.add(Tiles.sharedRows(y, "oc.o", "oh"));
    return new Schedule(
        "local",
        Map.of(
            1, Layout.blocked(local.weight().type().dims(), 2, lanes),
            2, Layout.blocked(local.bias().type().dims(), 0, lanes)),
        t);
  }

  /** Each sum by itself, the lanes being channels. */
  private Schedule sumsByChannel(Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(Tiles.splitChannels("c", y, room, lanes));
    t.add(new Reorder("c.o", "h", "w", "c.i"));
    t.add(new StageAccumulator(List.of("c.i")));
    t.add(new Mark("c.i", Kind.VECTOR));
    t.add(Tiles.sharedRows(y, "c.o", "h"));
    return new Schedule("sums_by_channel", Map.of(), t);
  }

  /** Each sum by itself, the lanes being neighbours along the last axis. */
  private Schedule sumsByLastAxis(Buffer y) {
    int rank = y.shape().size();
    List<String> axes = axesWithout(y, -1);
    if (y.shape().getLast() < MIN_LANES) {
      return plain(firstLoop(y, axes.subList(0, rank - 1)));
    }
    String last = axes.getLast();
    List<Transform> t = new ArrayList<>();
    t.add(new Split(last, Math.min(lanes, y.shape().getLast()), PEEL));
    t.add(new StageAccumulator(List.of(last + ".i")));
    t.add(new Mark(last + ".i", Kind.VECTOR));
    firstLoop(y, axes.subList(0, rank - 1)).ifPresent(axis -> t.add(Share.loop(axis)));
    return new Schedule("sums_by_last_axis", Map.of(), t);
  }

  /** Each element by itself, the lanes being channels. */
  private Schedule byChannel(Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(Tiles.splitChannels("c", y, room, lanes));
    t.add(new Reorder("c.o", "h", "w", "c.i"));
    t.add(new Mark("c.i", Kind.VECTOR));
    t.add(Tiles.sharedRows(y, "c.o", "h"));
    return new Schedule("by_channel", Map.of(), t);
  }

  /** Each element by itself, the lanes being neighbours along the last axis. */
  private Schedule byLastAxis(Op anchor, Operands operands) {
    Buffer y = operands.result();
    int rank = y.shape().size();
    List<String> axes = axesWithout(y, -1);
    if (anchor instanceof Concat || rank == 0 || y.shape().getLast() < MIN_LANES) {
      return plain(rank < 2 ? Optional.empty() : firstLoop(y, axes.subList(0, rank - 1)));
    }
    String last = axes.getLast();
    List<Transform> t = new ArrayList<>();
    t.add(new Split(last, Math.min(lanes, y.shape().getLast()), PEEL));
    t.add(new Mark(last + ".i", Kind.VECTOR));
    firstLoop(y, axes.subList(0, rank - 1)).ifPresent(axis -> t.add(Share.loop(axis)));
    return new Schedule("by_last_axis", Map.of(), t);
  }

  /** The naive nest, which always applies, its first loop shared by the threads. */
  private static Schedule plain(Optional<String> parallel) {
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    parallel.ifPresent(axis -> t.add(Share.loop(axis)));
    return new Schedule("plain", Map.of(), t);
  }

  /** The names of the axes of a nest over a result, but for one. */
  private static List<String> axesWithout(Buffer y, int without) {
    int rank = y.shape().size();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      names.add(i == without ? "" : rank == 4 ? "nchw".substring(i, i + 1) : "d" + i);
    }
    return names;
  }

  /** The outermost of the first axes of a result that is a loop: a batch of one is none. */
  private static Optional<String> firstLoop(Buffer y, List<String> axes) {
    for (int i = 0; i < axes.size(); i++) {
      if (!axes.get(i).isEmpty() && (i > 0 || y.shape().get(i) > 1)) {
        return Optional.of(axes.get(i));
      }
    }
    return Optional.empty();
  }
}
