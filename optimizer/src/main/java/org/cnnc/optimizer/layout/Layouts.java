package org.cnnc.optimizer.layout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.TileOperation;
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
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.storage.Constants;
import org.cnnc.optimizer.storage.ElementTypes;

/**
 * The layout of every value. What the caller sees is row-major; in between, images are blocked by
 * channel ({@code NCHW16c} where a vector has 16 lanes, {@code NCHW32c} for bfloat16 where there is
 * a matrix unit) so that lanes are channels everywhere, and have a halo of zeros where a
 * convolution pads, so that no kernel tests for borders.
 */
public final class Layouts {
  private final Target target;
  private final ElementTypes elements;
  private final Map<Value, Layout> byValue = new HashMap<>();

  private Layouts(Target target, ElementTypes elements) {
    this.target = target;
    this.elements = elements;
  }

  /** The layouts for a graph that {@link SeparatePinnedValues} has prepared. */
  public static Layouts assign(Graph graph, Target target, Chooser chooser, SharedMemory memory) {
    Layouts layouts = new Layouts(target, ElementTypes.of(graph));
    // Values that share memory share its halo.
    Map<Value, Halo> halos = new HashMap<>();
    for (Node node : graph.nodes()) {
      Halo.needed(node.op(), target, chooser)
          .ifPresent(h -> halos.merge(memory.root(node.op().operands().getFirst()), h, Halo::and));
    }
    Constants constants = Constants.of(graph);
    for (Node node : graph.nodes()) {
      for (Value value : node.results()) {
        Layout layout = layouts.inner(value);
        Halo halo = halos.getOrDefault(memory.root(value), Halo.NONE);
        layouts.byValue.put(value, halo.around(layout));
      }
      if (node.op() instanceof Input || constants.contains(node.results().getFirst())) {
        layouts.pin(node.result());
      }
    }
    graph.outputs().stream().map(Output::value).forEach(layouts::pin);
    return layouts;
  }

  private void pin(Value value) {
    byValue.put(value, Layout.rowMajor(imageShape(value.type())));
  }

  /** Blocked by channel for images with enough channels; few would leave most lanes empty. */
  private Layout inner(Value value) {
    List<Integer> shape = imageShape(value.type());
    return isBlocked(value.type(), target)
        ? Layout.blocked(shape, 1, channelBlock(elements.of(value), target))
        : Layout.rowMajor(shape);
  }

  /**
   * How many channels of a blocked image are neighbours in memory: a vector of f32, or a row of a
   * matrix unit's tile. Half a row would be half of the unit's rate: it takes as long for that.
   */
  static int channelBlock(ElementType element, Target target) {
    return target.hasTiles() && element == ElementType.BF16
        ? TileOperation.ROW_BYTES / element.bytes()
        : target.lanes();
  }

  /** Whether a value of this type is kept blocked by channel inside the program. */
  static boolean isBlocked(TensorType type, Target target) {
    boolean hasVectors = target.lanes() > 1;
    return hasVectors
        && type.rank() == 4
        && type.dtype() == DType.F32
        && type.dim(1) >= target.lanes() / 4;
  }

  public Layout of(Value value) {
    return byValue.get(value);
  }

  /** The shape of one image: the symbolic batch is 1. */
  public static List<Integer> imageShape(TensorType type) {
    return type.withBatch(1).dims();
  }

  /** Zeros around height and width. */
  record Halo(int top, int bottom, int left, int right) {
    static final Halo NONE = new Halo(0, 0, 0, 0);

    /** The halo that an op reads around its first operand, if any. */
    static Optional<Halo> needed(Op op, Target target, Chooser chooser) {
      return hasHalos(target) ? needed(op, chooser) : Optional.empty();
    }

    /**
     * A graphics card checks what it brings to local memory, and is done with it sooner than with a
     * launch that writes zeros.
     */
    private static boolean hasHalos(Target target) {
      return target.device().isEmpty()
          || target.device().get().kind() != DeviceDescription.Kind.DESKTOP;
    }

    private static Optional<Halo> needed(Op op, Chooser chooser) {
      return switch (op) {
        case Fused fused -> needed(fused.anchor(), chooser);
        case Conv2d conv -> {
          Optional<WinogradTiles> tiles = chooser.winogradTiles(conv);
          TensorType w = conv.weight().type();
          yield tiles.isPresent()
              ? of(conv, tiles.get())
              : of(
                  conv.window(),
                  conv.input().type(),
                  conv.resultTypes().getFirst().dim(2),
                  columns(conv, chooser),
                  w.dim(2),
                  w.dim(3));
        }
        case AvgPool2d(Value input, PoolWindow pool, boolean _) ->
            of(
                pool.window(),
                input.type(),
                op.resultTypes().getFirst().dim(2),
                op.resultTypes().getFirst().dim(3),
                pool.kernelH(),
                pool.kernelW());
        case ConvTranspose2d conv when chooser.isInTiles(conv) ->
            ofPhases(conv, TileOperation.ROWS);
        case ConvTranspose2d conv when chooser.addsPairsAtBorders(conv) -> ofPhases(conv, 1);
        case Input _,
            Parameter _,
            Constant _,
            ConvTranspose2d _,
            Linear _,
            MaxPool2d _,
            BatchNorm _,
            ElementwiseOp _,
            Softmax _,
            Reduce _,
            Concat _,
            Slice _,
            Pad _,
            Reshape _,
            Transpose _,
            Expand _,
            Identity _,
            Dropout _,
            Gather _,
            GatherElements _,
            ArgReduce _,
            TopK _,
            MaxPoolIndices2d _,
            MaxUnpool2d _,
            MatMul _,
            LocallyConnected2d _,
            Resample _ ->
            Optional.empty();
      };
    }

    /** The columns of outputs that are computed, of which not all may be stored. */
    private static int columns(Conv2d conv, Chooser chooser) {
      int width = conv.resultTypes().getFirst().dim(3);
      return chooser.isInTiles(conv)
          ? Math.ceilDiv(width, TileOperation.ROWS) * TileOperation.ROWS
          : width;
    }

    private static Optional<Halo> of(
        Window win, TensorType x, int outH, int outW, int kernelH, int kernelW) {
      int reachH = (outH - 1) * win.strideH() + (kernelH - 1) * win.dilationH() - win.padTop();
      int reachW = (outW - 1) * win.strideW() + (kernelW - 1) * win.dilationW() - win.padLeft();
      return of(win, x, reachH, reachW);
    }

    /**
     * Of the input of a transposed convolution that is computed by phases without testing for
     * borders: of each phase whole tiles, and one more of a phase that has an output more than
     * others.
     *
     * @param tile the outputs of a phase that are computed together, whether there are as many left
     */
    private static Optional<Halo> ofPhases(ConvTranspose2d conv, int tile) {
      Window win = conv.window();
      TensorType weight = conv.weight().type();
      TensorType y = conv.resultTypes().getFirst();
      int phase = y.dim(3) / win.strideW();
      int whole = Math.ceilDiv(phase, tile) * tile;
      int columns = y.dim(3) % win.strideW() == 0 ? whole : phase + tile;
      return of(
          conv.input().type(),
          Math.floorDiv(win.padTop() - weight.dim(2) + 1, win.strideH()),
          (y.dim(2) - 1 + win.padTop()) / win.strideH(),
          Math.floorDiv(win.padLeft() - weight.dim(3) + 1, win.strideW()),
          (columns * win.strideW() - 1 + win.padLeft()) / win.strideW());
    }

    /** Tiles at the edges read whatever they reach, so that no tile tests for borders. */
    private static Optional<Halo> of(Conv2d conv, WinogradTiles tiles) {
      Window win = conv.window();
      return of(
          win,
          conv.input().type(),
          tiles.inputRows() - 1 - win.padTop(),
          tiles.inputColumns() - 1 - win.padLeft());
    }

    /** The halo of an input of which the elements up to a last row and column are read. */
    private static Optional<Halo> of(Window win, TensorType x, int reachH, int reachW) {
      return of(x, -win.padTop(), reachH, -win.padLeft(), reachW);
    }

    /**
     * The halo of an input of which the elements from a first to a last row and column are read.
     */
    private static Optional<Halo> of(TensorType x, int firstH, int reachH, int firstW, int reachW) {
      Halo halo =
          new Halo(
              Math.max(0, -firstH),
              Math.max(0, reachH - (x.dim(2) - 1)),
              Math.max(0, -firstW),
              Math.max(0, reachW - (x.dim(3) - 1)));
      return halo.equals(NONE) ? Optional.empty() : Optional.of(halo);
    }

    Halo and(Halo other) {
      return new Halo(
          Math.max(top, other.top),
          Math.max(bottom, other.bottom),
          Math.max(left, other.left),
          Math.max(right, other.right));
    }

    Layout around(Layout layout) {
      return equals(NONE) ? layout : layout.withHalo(2, top, bottom).withHalo(3, left, right);
    }
  }
}
