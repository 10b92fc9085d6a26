package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.cpu.Chooser.KnownTile;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.HoistGuards;
import org.cnnc.optimizer.schedule.PrefetchNext;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.ReorderSum;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.SumPairs;
import org.cnnc.optimizer.schedule.Transform;
import org.cnnc.optimizer.schedule.WriteOut;

/**
 * Schedules of convolutions: a register tile of outputs takes in the whole sum, while the weights
 * are one linear stream, packed in the order in which they are read.
 */
final class ConvolutionSchedules {
  /** Outputs of a row at once: a multiply-add takes 4 cycles and two begin in one. */
  private static final int MAX_DEPTHWISE = 8;

  /** Of more rows one that waits for its weights does not count. */
  private static final int MAX_ROWS_TO_WAIT = 16;

  /** A line of the cache, 64 bytes on all CPUs here. */
  private static final int LINE_FLOATS = 16;

  /**
   * A stride of 3 each way: the code of the 64 phases of a stride of 8 takes minutes to compile.
   */
  private static final int MAX_PHASES = 9;

  private final Target target;
  private final Chooser chooser;
  private final int lanes;

  ConvolutionSchedules(Target target, Chooser chooser) {
    this.target = target;
    this.chooser = chooser;
    this.lanes = target.lanes();
  }

  /**
   * Direct convolution. For each row of outputs and group of channel vectors a register tile takes
   * in the whole sum, the weights being read in one linear stream: {@code OIHW} packed as {@code
   * [oc/(16Q)][ic/16][kh][kw][16 ic][Q][16 oc]}.
   */
  Schedule direct(Conv2d conv, Operands operands, boolean blocked) {
    Buffer y = operands.result();
    int outChannels = conv.weight().type().dim(0);
    int inChannels = conv.weight().type().dim(1);
    int blocks = Math.ceilDiv(outChannels / conv.groups(), lanes);
    int width = y.shape().get(3);
    int channelBlocks = blocked ? blocks : Math.max(1, outChannels / lanes);
    Optional<KnownTile> known = blocked ? chooser.knownTile(conv) : Optional.empty();
    RegisterTile tile =
        known
            .map(KnownTile::tile)
            .orElseGet(() -> RegisterTile.choose(width, channelBlocks, target));
    // A vector of a group's channels lies in one block of the input, or in none.
    boolean dot =
        isSumOfPairs(operands, inChannels) && (conv.groups() == 1 || inChannels % lanes == 0);
    boolean dotTaps = isSumOfTaps(conv, operands);
    boolean splitInput =
        dot || (inChannels > lanes && Tiles.isBlocked(operands.inputs().getFirst(), lanes));

    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.addAll(channelTile("oc", outChannels, tile.blocks(), blocked));
    t.add(new Split("ow", tile.pixels(), PEEL));
    if (splitInput) {
      t.add(new Split("ic", lanes, PEEL));
    }
    if (dot) {
      t.add(new Split("ic.i", 2, PEEL));
    } else if (dotTaps) {
      t.add(new Split("kw", 2, PEEL));
    }
    t.add(new Reorder("oc.o.o", "oh", "ow.o", "ow.i", "oc.o.i", "oc.i"));
    t.add(new StageAccumulator(List.of("ow.i", "oc.o.i", "oc.i")));
    if (dot) {
      t.add(new ReorderSum("ic.o", "kh", "kw", "ic.i.o", "ic.i.i"));
    } else if (splitInput) {
      t.add(new ReorderSum("ic.o", "kh", "kw", "ic.i"));
      t.addAll(prefetched(operands));
      t.addAll(Tiles.writtenOut("ic.i", tile, target));
    }
    t.addAll(Tiles.registers("ow.i", "oc.o.i", "oc.i"));
    if (dot) {
      t.add(new SumPairs("ic.i.i"));
    } else if (dotTaps) {
      t.add(new SumPairs("kw.i"));
    }
    t.add(Tiles.sharedRows(y, "oc.o.o", "oh"));
    Layout packed =
        dot
            ? pairedWeight(conv, tile.blocks())
            : dotTaps
                ? weightOfTaps(conv, tile.blocks())
                : packedWeight(conv, tile.blocks(), splitInput ? lanes : 1);
    return new Schedule(
            (dot || dotTaps ? "dot_" : "direct_") + tile,
            Map.of(1, packed, 2, Layout.blocked(List.of(outChannels), 0, lanes)),
            t)
        .because(known.map(KnownTile::reason).orElseGet(() -> tiling(tile, width, channelBlocks)));
  }

  /**
   * Where few rows share many weights, each row asks for a part of those of the next channels: else
   * the first row waits for them, and memory is idle during the others (measured: 1x1 convolutions
   * of 7x7 maps in 0.96 of the time, of 14x14 in 0.99).
   */
  private List<Transform> prefetched(Operands operands) {
    Buffer weight = operands.inputs().get(1);
    int rows = operands.result().shape().get(2);
    boolean isFar = weight.bytes() > target.l2Bytes() / 2;
    return isFar && rows > 1 && rows <= MAX_ROWS_TO_WAIT
        ? List.of(
            new PrefetchNext(
                weight.name(), "oc.o.o", "oh", "ic.i", Math.max(1, LINE_FLOATS / lanes)))
        : List.of();
  }

  private Reason tiling(RegisterTile chosen, int width, int channelBlocks) {
    return new Reason.Tiling(chosen, RegisterTile.candidates(width, channelBlocks, target));
  }

  /**
   * Whether both factors of all products are bfloat16, in pairs of channels that are neighbours:
   * then two products are one step of the sum.
   *
   * @param inChannels those of a sum
   */
  private boolean isSumOfPairs(Operands operands, int inChannels) {
    Buffer x = operands.inputs().get(0);
    return x.dtype() == ElementType.BF16
        && operands.inputs().get(1).dtype() == ElementType.BF16
        && Tiles.isBlocked(x, lanes)
        && inChannels % 2 == 0
        && target.arch() != Arch.OPENCL;
  }

  /**
   * Whether both factors of all products are bfloat16, in pairs of taps of a row that are
   * neighbours, because channels are few and do not lie together.
   */
  private boolean isSumOfTaps(Conv2d conv, Operands operands) {
    Buffer x = operands.inputs().get(0);
    return x.dtype() == ElementType.BF16
        && operands.inputs().get(1).dtype() == ElementType.BF16
        && x.layout().dims().size() == x.shape().size()
        && conv.weight().type().dim(3) % 2 == 0
        && conv.window().dilationW() == 1
        && target.arch() != Arch.OPENCL;
  }

  /** As {@link #packedWeight} packs them, pairs of taps innermost. */
  private Layout weightOfTaps(Conv2d conv, int blocks) {
    List<Layout.Dim> dims = new ArrayList<>(packedWeight(conv, blocks, 1).dims());
    dims.set(3, new Layout.Dim(3, 2, conv.weight().type().dim(3) / 2, 0));
    dims.add(new Layout.Dim(3, 1, 2, 0));
    return new Layout(dims);
  }

  /** As {@link #packedWeight} packs them, pairs of input channels innermost. */
  private Layout pairedWeight(Conv2d conv, int blocks) {
    List<Layout.Dim> dims = new ArrayList<>(packedWeight(conv, blocks, lanes).dims());
    dims.set(4, new Layout.Dim(1, 2, lanes / 2, 0));
    dims.add(new Layout.Dim(1, 1, 2, 0));
    return new Layout(dims);
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

  /**
   * Depthwise convolution: lanes are channels, the window's taps are written out, so that the
   * elements that neighbouring outputs share are loaded once.
   */
  Schedule depthwise(Conv2d conv, Buffer y, boolean room) {
    List<Integer> shape = conv.weight().type().dims();
    Optional<KnownTile> known = chooser.knownTile(conv);
    int pixels = known.map(k -> k.tile().pixels()).orElseGet(() -> depthwisePixels(conv, target));
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(Tiles.splitChannels("oc", y, room, lanes));
    t.add(new Split("ow", pixels, PEEL));
    t.add(new Reorder("oc.o", "oh", "ow.o", "ow.i", "oc.i"));
    t.add(new StageAccumulator(List.of("ow.i", "oc.i")));
    t.addAll(Tiles.registers("kw", "ow.i", "oc.i"));
    t.add(Tiles.sharedRows(y, "oc.o", "oh"));
    Schedule schedule =
        new Schedule(
            "depthwise_" + pixels,
            Map.of(
                1, Layout.blocked(shape, 0, lanes),
                2, Layout.blocked(List.of(shape.get(0)), 0, lanes)),
            t);
    return known.map(k -> schedule.because(k.reason())).orElse(schedule);
  }

  /**
   * As many outputs at once as registers hold, with the elements that several of them read: LLVM
   * loads those once, and spills them where there are too many. One register more is for the
   * weights and one for an element that only one output reads.
   */
  static int depthwisePixels(Conv2d conv, Target target) {
    int pixels = Math.min(MAX_DEPTHWISE, conv.resultTypes().getFirst().dim(3));
    while (pixels > 1 && pixels + sharedElements(conv, pixels) + 2 > target.vectorRegisters()) {
      pixels--;
    }
    return pixels;
  }

  /** The elements of an input's row that two or more of neighbouring outputs read. */
  private static int sharedElements(Conv2d conv, int pixels) {
    Map<Integer, Integer> readers = new HashMap<>();
    for (int output = 0; output < pixels; output++) {
      for (int tap = 0; tap < conv.weight().type().dim(3); tap++) {
        int element = output * conv.window().strideW() + tap * conv.window().dilationW();
        readers.merge(element, 1, Integer::sum);
      }
    }
    return (int) readers.values().stream().filter(count -> count > 1).count();
  }

  /**
   * Transposed convolution by phases: outputs {@code stride} apart use the same taps, so the output
   * is split by the stride and the phases are written out, after which every tap's guard is known.
   * Where that would be too much code, rows stay loops, and a guard skips the taps of other phases.
   */
  Schedule transposed(ConvTranspose2d conv, Operands operands, boolean blocked) {
    Buffer y = operands.result();
    int outChannels = conv.outChannels();
    int strideH = conv.window().strideH();
    int strideW = conv.window().strideW();
    int width = phaseWidth(conv);
    int channelBlocks =
        blocked ? Math.ceilDiv(outChannels, lanes) : Math.max(1, outChannels / lanes);
    Optional<KnownTile> known = blocked ? chooser.knownTile(conv) : Optional.empty();
    RegisterTile tile =
        known
            .map(KnownTile::tile)
            .orElseGet(() -> RegisterTile.choose(width, channelBlocks, target));
    int inChannels = conv.weight().type().dim(0);
    boolean dot =
        isSumOfPairs(operands, inChannels)
            && hasFewPhases(conv)
            && (readsNoBorder(conv) || chooser.addsPairsAtBorders(conv));
    List<Transform> t = new ArrayList<>();
    t.addAll(channelTile("oc", outChannels, tile.blocks(), blocked));
    t.add(new Split("oh", strideH, PEEL));
    t.add(new Split("ow", strideW, PEEL));
    if (dot) {
      t.add(new Split("ic", lanes, PEEL));
      t.add(new Split("ic.i", 2, PEEL));
    }
    // Rows that are no multiple of the stride leave a tail: outermost first, to part its nest off.
    t.add(new Reorder("oh.o", "oc.o.o", "oh.i", "ow.i", "ow.o", "oc.o.i", "oc.i"));
    t.add(new Reorder("oc.o.o", "oh.o"));
    t.add(new Split("ow.o", tile.pixels(), PEEL));
    t.add(new StageAccumulator(List.of("ow.o.i", "oc.o.i", "oc.i")));
    t.add(
        dot
            ? new ReorderSum("kh", "kw", "ic.o", "ic.i.o", "ic.i.i")
            : new ReorderSum("kh", "kw", "ic"));
    if (hasFewPhases(conv)) {
      t.add(new WriteOut("oh.i"));
      t.add(new WriteOut("kh"));
    }
    t.add(new WriteOut("ow.i"));
    t.add(new WriteOut("kw"));
    t.add(new ElideGuards());
    t.add(new HoistGuards());
    t.addAll(Tiles.registers("ow.o.i", "oc.o.i", "oc.i"));
    if (dot) {
      t.add(new SumPairs("ic.i.i"));
    }
    t.add(Tiles.sharedRows(y, "oc.o.o", "oh.o", strideH));
    return new Schedule(
            (dot ? "phases_dot_" : "phases_") + tile,
            Map.of(
                1, packedTransposed(conv, tile.blocks(), dot ? 2 : 1),
                2, Layout.blocked(List.of(outChannels), 0, lanes)),
            t)
        .because(known.map(KnownTile::reason).orElseGet(() -> tiling(tile, width, channelBlocks)));
  }

  /** Whether all phases of a transposed convolution are written out. */
  static boolean hasFewPhases(ConvTranspose2d conv) {
    return conv.window().strideH() * conv.window().strideW() <= MAX_PHASES;
  }

  /**
   * Whether each phase of a transposed convolution has taps: they are neighbours, and not fewer
   * than a stride.
   */
  static boolean hasTapsInAllPhases(ConvTranspose2d conv) {
    Window win = conv.window();
    TensorType weight = conv.weight().type();
    return win.dilationH() == 1
        && win.dilationW() == 1
        && weight.dim(2) >= win.strideH()
        && weight.dim(3) >= win.strideW();
  }

  /**
   * Whether each output is one tap's, of an element that is there. Otherwise guards remain, which
   * stand for zeros around the input, unless there is a halo.
   */
  static boolean readsNoBorder(ConvTranspose2d conv) {
    Window w = conv.window();
    TensorType x = conv.input().type();
    TensorType weight = conv.weight().type();
    TensorType y = conv.resultTypes().getFirst();
    boolean isPadded = w.padTop() + w.padBottom() + w.padLeft() + w.padRight() > 0;
    return !isPadded
        && w.dilationH() * (weight.dim(2) - 1) < w.strideH()
        && w.dilationW() * (weight.dim(3) - 1) < w.strideW()
        && y.dim(2) <= x.dim(2) * w.strideH()
        && y.dim(3) <= x.dim(3) * w.strideW();
  }

  /** The outputs of a row of a transposed convolution that use the same taps. */
  static int phaseWidth(ConvTranspose2d conv) {
    return Math.max(1, conv.resultTypes().getFirst().dim(3) / conv.window().strideW());
  }

  /**
   * {@code IOHW} packed as {@code [oc/(16Q)][kh][kw][ic][Q][16 oc]}, or with pairs of input
   * channels innermost.
   *
   * @param together the input channels that lie together innermost
   */
  private Layout packedTransposed(ConvTranspose2d conv, int blocks, int together) {
    List<Integer> iohw = conv.weight().type().dims();
    int group = blocks * lanes;
    List<Layout.Dim> dims = new ArrayList<>();
    dims.add(new Layout.Dim(1, group, Math.ceilDiv(iohw.get(1), group), 0));
    dims.add(new Layout.Dim(2, 1, iohw.get(2), 0));
    dims.add(new Layout.Dim(3, 1, iohw.get(3), 0));
    dims.add(new Layout.Dim(0, together, iohw.get(0) / together, 0));
    dims.add(new Layout.Dim(1, lanes, blocks, 0));
    dims.add(new Layout.Dim(1, 1, lanes, 0));
    if (together > 1) {
      dims.add(new Layout.Dim(0, 1, together, 0));
    }
    return new Layout(dims);
  }
}
