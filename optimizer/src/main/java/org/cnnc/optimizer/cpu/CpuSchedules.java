package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

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
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Fuse;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.ReorderSum;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Transform;
import org.cnnc.optimizer.schedule.WriteOut;

/**
 * Which schedule an op gets on a CPU. Lanes are output channels wherever the layout is blocked, so
 * no transform reassociates a sum.
 */
public final class CpuSchedules {
  /** Shorter lines are not worth a vector. */
  private static final int MIN_LANES = 4;

  private final Target target;
  private final int lanes;

  public CpuSchedules(Target target) {
    this.target = target;
    this.lanes = target.lanes();
  }

  /**
   * The schedule of an op on these buffers.
   *
   * @param constants the positions of the operands that are constants; their buffers are row-major
   *     here, and the schedule says how they are to be packed
   */
  public Schedule choose(Op op, Operands operands, Set<Integer> constants) {
    Op anchor = op instanceof Fused(Op inner, List<Op> _) ? inner : op;
    Buffer y = operands.result();
    // Whether lanes past the last channel have room in every buffer that is indexed by channel.
    boolean room = isBlocked(y) && haveRoom(anchor, operands, constants);
    Schedule schedule =
        switch (anchor) {
          case Conv2d conv when isDepthwise(conv) -> depthwise(conv, y, room);
          case Conv2d conv when lanesShareAGroup(conv) -> direct(conv, operands, room);
          case ConvTranspose2d conv when conv.groups() == 1 -> transposed(conv, y, room);
          case Linear _ -> matrixVector(operands);
          case MaxPool2d _, AvgPool2d _ when isBlocked(y) -> pool(y, room);
          case Reduce reduce when isSpatialOfBlocked(reduce, operands) ->
              spatialReduce(reduce, y, room);
          case Conv2d _, ConvTranspose2d _ -> plain(firstLoop(y, List.of("n", "oc")));
          case MaxPool2d _, AvgPool2d _ -> plain(firstLoop(y, List.of("n", "c")));
          case Softmax softmax -> plain(firstLoop(y, axesWithout(y, softmax.axis())));
          case Reduce _ -> plain(Optional.empty());
          case Unary _, Binary _, Affine _, Identity _ when isBlocked(y) -> byChannel(y, room);
          case Concat _, Slice _, Pad _, Reshape _, Transpose _, Expand _ when isBlocked(y) ->
              byChannel(y, false);
          case Unary _,
              Binary _,
              Affine _,
              Identity _,
              Dropout _,
              Concat _,
              Slice _,
              Pad _,
              Reshape _,
              Transpose _,
              Expand _ ->
              byLastAxis(anchor, operands);
          case BatchNorm _, Input _, Parameter _, Constant _, Fused _ ->
              throw new CompilerBug("schedule", anchor + " is no op to schedule");
        };
    return isBlocked(y) ? packChannels(schedule, anchor, operands, constants) : schedule;
  }

  private boolean haveRoom(Op anchor, Operands operands, Set<Integer> constants) {
    boolean readsByIn =
        (anchor instanceof Conv2d conv && !isDepthwise(conv)) || anchor instanceof ConvTranspose2d;
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
    int first =
        anchor instanceof Unary || anchor instanceof Binary || anchor instanceof Affine
            ? 0
            : anchor.operands().size();
    for (int i = first; i < operands.inputs().size(); i++) {
      List<Integer> shape = operands.inputs().get(i).shape();
      // A per-channel vector belongs to an affine; anything else is broadcast from the right.
      int axis = shape.size() == 1 && shape.getFirst() == channels ? 0 : shape.size() - 3;
      if (constants.contains(i) && axis >= 0 && shape.get(axis) == channels) {
        packing.put(i, Layout.blocked(shape, axis, lanes));
      }
    }
    return new Schedule(schedule.name(), packing, schedule.transforms());
  }

  private static boolean isDepthwise(Conv2d conv) {
    return conv.groups() > 1
        && conv.groups() == conv.weight().type().dim(0)
        && conv.weight().type().dim(1) == 1;
  }

  private boolean lanesShareAGroup(Conv2d conv) {
    return conv.groups() == 1 || conv.weight().type().dim(0) / conv.groups() % lanes == 0;
  }

  private boolean isBlocked(Buffer buffer) {
    return buffer.shape().size() == 4
        && buffer.layout().dims().size() == 5
        && buffer.layout().dims().getLast().extent() == lanes;
  }

  /**
   * Direct convolution. For each row of outputs and group of channel vectors a register tile takes
   * in the whole sum, the weights being read in one linear stream: {@code OIHW} packed as {@code
   * [oc/(16Q)][ic/16][kh][kw][16 ic][Q][16 oc]}.
   */
  private Schedule direct(Conv2d conv, Operands operands, boolean blocked) {
    Buffer y = operands.result();
    int outChannels = conv.weight().type().dim(0);
    int inChannels = conv.weight().type().dim(1);
    int blocks = Math.ceilDiv(outChannels / conv.groups(), lanes);
    RegisterTile tile =
        RegisterTile.choose(
            y.shape().get(3), blocked ? blocks : Math.max(1, outChannels / lanes), target);
    boolean splitInput = inChannels > lanes && isBlocked(operands.inputs().getFirst());

    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.addAll(channelTile("oc", outChannels, tile.blocks(), blocked));
    t.add(new Split("ow", tile.pixels(), PEEL));
    if (splitInput) {
      t.add(new Split("ic", lanes, PEEL));
    }
    t.add(new Reorder("oc.o.o", "oh", "ow.o", "ow.i", "oc.o.i", "oc.i"));
    t.add(new StageAccumulator(List.of("ow.i", "oc.o.i", "oc.i")));
    if (splitInput) {
      t.add(new ReorderSum("ic.o", "kh", "kw", "ic.i"));
    }
    t.addAll(registers("ow.i", "oc.o.i", "oc.i"));
    t.addAll(parallelRows(y, "oc.o.o", "oh"));
    return new Schedule(
        "direct_" + tile,
        Map.of(
            1, packedWeight(conv, tile.blocks(), splitInput ? lanes : 1),
            2, Layout.blocked(List.of(outChannels), 0, lanes)),
        t);
  }

  private Layout packedWeight(Conv2d conv, int blocks, int inBlock) {
    List<Integer> oihw = conv.weight().type().dims();
    int group = blocks * lanes;
    List<Layout.Dim> dims = new ArrayList<>();
    dims.add(new Layout.Dim(0, group, Math.ceilDiv(oihw.get(0), group), 0));
    dims.add(new Layout.Dim(1, inBlock, Math.ceilDiv(oihw.get(1), inBlock), 0));
    dims.add(new Layout.Dim(2, 1, oihw.get(2), 0));
    dims.add(new Layout.Dim(3, 1, oihw.get(3), 0));
    if (inBlock > 1) {
      dims.add(new Layout.Dim(1, 1, inBlock, 0));
    }
    dims.add(new Layout.Dim(0, lanes, blocks, 0));
    dims.add(new Layout.Dim(0, 1, lanes, 0));
    return new Layout(dims);
  }

  /**
   * Splits channels into groups of {@code blocks} vectors: {@code c.o.o}, {@code c.o.i} and the
   * lanes {@code c.i}. Where the result has no room for whole vectors, the remainder is its own
   * nest.
   */
  private List<Transform> channelTile(String axis, int channels, int blocks, boolean roundUp) {
    return List.of(
        new Split(axis, roundUp ? lanes : Math.min(lanes, channels), roundUp ? ROUND_UP : PEEL),
        new Split(axis + ".o", blocks, PEEL));
  }

  /** The tile's loops written out, the last one across the lanes of a vector. */
  private static List<Transform> registers(String... axes) {
    List<Transform> transforms = new ArrayList<>();
    for (int i = 0; i < axes.length - 1; i++) {
      transforms.add(new Mark(axes[i], Kind.UNROLLED));
    }
    transforms.add(new Mark(axes[axes.length - 1], Kind.VECTOR));
    return transforms;
  }

  /** Threads share the images of a fixed batch, or else rows of channel groups. */
  private static List<Transform> parallelRows(Buffer y, String channels, String rows) {
    if (y.shape().getFirst() > 1) {
      return List.of(new Mark("n", Kind.PARALLEL));
    }
    String fused = "rows";
    return List.of(new Fuse(channels, rows, fused), new Mark(fused, Kind.PARALLEL));
  }

  /**
   * Depthwise convolution: lanes are channels, the window's taps are written out, so that the
   * elements that neighbouring outputs share are loaded once.
   */
  private Schedule depthwise(Conv2d conv, Buffer y, boolean room) {
    List<Integer> shape = conv.weight().type().dims();
    // 8 accumulators hide the latency of the multiply-add; the weights of a row take 3 to 7 more.
    int pixels = Math.min(8, y.shape().get(3));
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(splitChannels("oc", y, room));
    t.add(new Split("ow", pixels, PEEL));
    t.add(new Reorder("oc.o", "oh", "ow.o", "ow.i", "oc.i"));
    t.add(new StageAccumulator(List.of("ow.i", "oc.i")));
    t.addAll(registers("kw", "ow.i", "oc.i"));
    t.addAll(parallelRows(y, "oc.o", "oh"));
    return new Schedule(
        "depthwise_" + pixels,
        Map.of(
            1, Layout.blocked(shape, 0, lanes),
            2, Layout.blocked(List.of(shape.get(0)), 0, lanes)),
        t);
  }

  /**
   * Transposed convolution by phases: outputs {@code stride} apart use the same taps, so the output
   * is split by the stride and the phases are written out, after which every tap's guard is known.
   */
  private Schedule transposed(ConvTranspose2d conv, Buffer y, boolean blocked) {
    int outChannels = conv.outChannels();
    int strideH = conv.window().strideH();
    int strideW = conv.window().strideW();
    RegisterTile tile =
        RegisterTile.choose(
            Math.max(1, y.shape().get(3) / strideW),
            blocked ? Math.ceilDiv(outChannels, lanes) : Math.max(1, outChannels / lanes),
            target);
    List<Transform> t = new ArrayList<>();
    t.addAll(channelTile("oc", outChannels, tile.blocks(), blocked));
    t.add(new Split("oh", strideH, PEEL));
    t.add(new Split("ow", strideW, PEEL));
    t.add(new Reorder("oc.o.o", "oh.o", "oh.i", "ow.i", "ow.o", "oc.o.i", "oc.i"));
    t.add(new Split("ow.o", tile.pixels(), PEEL));
    t.add(new StageAccumulator(List.of("ow.o.i", "oc.o.i", "oc.i")));
    t.add(new ReorderSum("kh", "kw", "ic"));
    t.add(new WriteOut("oh.i"));
    t.add(new WriteOut("ow.i"));
    t.add(new WriteOut("kh"));
    t.add(new WriteOut("kw"));
    t.add(new ElideGuards());
    t.addAll(registers("ow.o.i", "oc.o.i", "oc.i"));
    t.addAll(parallelRows(y, "oc.o.o", "oh.o"));
    return new Schedule(
        "phases_" + tile,
        Map.of(
            1, packedTransposed(conv, tile.blocks()),
            2, Layout.blocked(List.of(outChannels), 0, lanes)),
        t);
  }

  private Layout packedTransposed(ConvTranspose2d conv, int blocks) {
    List<Integer> iohw = conv.weight().type().dims();
    int group = blocks * lanes;
    return new Layout(
        List.of(
            new Layout.Dim(1, group, Math.ceilDiv(iohw.get(1), group), 0),
            new Layout.Dim(2, 1, iohw.get(2), 0),
            new Layout.Dim(3, 1, iohw.get(3), 0),
            new Layout.Dim(0, 1, iohw.get(0), 0),
            new Layout.Dim(1, lanes, blocks, 0),
            new Layout.Dim(1, 1, lanes, 0)));
  }

  /**
   * A dense layer: bound by reading the weights once, so they are one linear stream of eight
   * vectors a step, which also are the accumulators that hide the multiply-add's latency.
   */
  private Schedule matrixVector(Operands operands) {
    Buffer weight = operands.inputs().get(1);
    Buffer y = operands.result();
    int outs = weight.shape().get(0);
    int ins = weight.shape().get(1);
    int last = y.shape().size() - 1;
    int lane = Math.min(lanes, outs);
    int blocks = Math.min(8, Math.max(1, outs / lane));
    boolean rows = y.shape().subList(0, last).stream().anyMatch(extent -> extent > 1);
    List<Transform> t = new ArrayList<>();
    t.add(new Split("o", lane, PEEL));
    t.add(new Split("o.o", blocks, PEEL));
    t.add(new StageAccumulator(List.of("o.o.i", "o.i")));
    t.addAll(registers("o.o.i", "o.i"));
    t.add(new Mark(rows ? "r" + outermost(y) : "o.o.o", Kind.PARALLEL));
    int group = lane * blocks;
    Layout packed =
        new Layout(
            List.of(
                new Layout.Dim(0, group, Math.ceilDiv(outs, group), 0),
                new Layout.Dim(1, 1, ins, 0),
                new Layout.Dim(0, lane, blocks, 0),
                new Layout.Dim(0, 1, lane, 0)));
    return new Schedule("matvec_" + group, Map.of(1, packed), t);
  }

  /** The first dimension of a result of several rows that is a loop. */
  private static int outermost(Buffer y) {
    return y.shape().getFirst() > 1 ? 0 : 1;
  }

  private Schedule pool(Buffer y, boolean room) {
    int pixels = Math.min(4, y.shape().get(3));
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(splitChannels("c", y, room));
    t.add(new Split("ow", pixels, PEEL));
    t.add(new Reorder("c.o", "oh", "ow.o", "ow.i", "c.i"));
    t.add(new StageAccumulator(List.of("ow.i", "c.i")));
    t.addAll(registers("ow.i", "c.i"));
    t.addAll(parallelRows(y, "c.o", "oh"));
    return new Schedule("pool_" + pixels, Map.of(), t);
  }

  private boolean isSpatialOfBlocked(Reduce reduce, Operands operands) {
    return isBlocked(operands.inputs().getFirst())
        && reduce.axes().equals(List.of(2, 3))
        && (isBlocked(operands.result()) || operands.result().shape().get(1) % lanes == 0);
  }

  private Schedule spatialReduce(Reduce reduce, Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(splitChannels("c", y, room));
    t.add(new StageAccumulator(List.of("c.i")));
    t.add(new Mark("c.i", Kind.VECTOR));
    t.add(new Mark(y.shape().getFirst() > 1 ? "n" : "c.o", Kind.PARALLEL));
    return new Schedule("spatial_" + reduce.kind().text(), Map.of(), t);
  }

  private Split splitChannels(String axis, Buffer y, boolean room) {
    return new Split(
        axis, room ? lanes : Math.min(lanes, y.shape().get(1)), room ? ROUND_UP : PEEL);
  }

  /** Each element by itself, the lanes being channels. */
  private Schedule byChannel(Buffer y, boolean room) {
    List<Transform> t = new ArrayList<>();
    t.add(splitChannels("c", y, room));
    t.add(new Reorder("c.o", "h", "w", "c.i"));
    t.add(new Mark("c.i", Kind.VECTOR));
    t.addAll(parallelRows(y, "c.o", "h"));
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
    firstLoop(y, axes.subList(0, rank - 1)).ifPresent(axis -> t.add(new Mark(axis, Kind.PARALLEL)));
    return new Schedule("by_last_axis", Map.of(), t);
  }

  /** The naive nest, which always applies, its first loop shared by the threads. */
  private static Schedule plain(Optional<String> parallel) {
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    parallel.ifPresent(axis -> t.add(new Mark(axis, Kind.PARALLEL)));
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
