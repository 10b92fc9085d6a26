package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
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
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.schedule.InlineEpilogue;

/**
 * Every op as a naive, complete, runnable nest: obviously right, no cleverness. Output points are
 * outside, reductions inside as {@link Reduction} shapes them, and each output element is stored
 * once.
 */
public final class Lowering {
  /** The names that lowerings give the first axis of a result. */
  private static final Set<String> BATCH = Set.of("n", "d0", "r0");

  private Lowering() {}

  /**
   * The nest of an op on these buffers.
   *
   * @param operands one buffer for each of {@code op.operands()}, in that order
   * @param winograd the tiles of a convolution that is to be computed by Winograd's algorithm
   */
  public static Stmt lower(Op op, Operands operands, Optional<WinogradTiles> winograd) {
    return withoutBatchOfOne(nest(op, operands, winograd));
  }

  /**
   * The first loop, over the batch, is left out where it has one iteration: it is nearly always so.
   */
  private static Stmt withoutBatchOfOne(Stmt nest) {
    return switch (nest) {
      case Stmt.Seq(List<Stmt> nests) ->
          Stmt.seq(nests.stream().map(Lowering::withoutBatchOfOne).toList());
      case Stmt.Loop(Axis axis, Stmt body) when axis.extent() == 1 && BATCH.contains(axis.name()) ->
          body.substitute(Map.of(axis.name(), Expr.of(0)));
      case Stmt.Loop _,
          Stmt.If _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Allocate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          nest;
    };
  }

  private static Stmt nest(Op op, Operands operands, Optional<WinogradTiles> winograd) {
    return switch (op) {
      case Conv2d conv when winograd.isPresent() ->
          WinogradLowering.lower(conv, operands, winograd.get());
      case Conv2d conv -> Conv2dLowering.lower(conv, operands);
      case ConvTranspose2d conv -> ConvTranspose2dLowering.lower(conv, operands);
      case Linear _ -> LinearLowering.lower(operands);
      case MaxPool2d pool -> Pool2dLowering.max(pool, operands);
      case AvgPool2d pool -> Pool2dLowering.average(pool, operands);
      case ElementwiseOp elementwise -> elementwise(elementwise, operands);
      case Softmax softmax -> SoftmaxLowering.lower(softmax, operands);
      case Reduce reduce -> ReduceLowering.lower(reduce, operands);
      case Concat concat -> DataMovement.concat(concat, operands);
      case Slice slice -> DataMovement.slice(slice, operands);
      case Pad pad -> DataMovement.pad(pad, operands);
      case Reshape _ -> DataMovement.reshape(operands);
      case Transpose transpose -> DataMovement.transpose(transpose, operands);
      case Expand _ -> DataMovement.expand(operands);
      case Gather gather -> DataMovement.gather(gather, operands);
      case GatherElements gather -> DataMovement.gatherElements(gather, operands);
      case ArgReduce arg -> SearchLowering.argReduce(arg, operands);
      case TopK topk -> SearchLowering.topK(topk, operands);
      case MaxPoolIndices2d pool -> Pool2dLowering.maxIndices(pool, operands);
      case MaxUnpool2d _ -> UnpoolLowering.lower(operands);
      case MatMul _ -> MatMulLowering.lower(operands);
      case LocallyConnected2d local -> LocallyConnected2dLowering.lower(local, operands);
      case Resample resample -> ResampleLowering.lower(resample, operands);
      case Identity _, Dropout _ -> DataMovement.identity(operands);
      case Fused fused -> fused(fused, operands, winograd);
      case BatchNorm _ -> throw new CompilerBug("lower", "a batch norm was not canonicalized");
      case Input _, Parameter _, Constant _ ->
          throw new CompilerBug("lower", op + " computes nothing");
    };
  }

  private static Stmt elementwise(ElementwiseOp op, Operands operands) {
    List<Axis> axes = Points.axes(operands.result().shape());
    List<Expr> point = Points.vars(axes);
    Function<Value, Buffer> buffer = buffers(op.operands(), operands.inputs())::get;
    Expr value =
        Elementwise.value(
            op, point, v -> broadcast(buffer.apply(v), operands.result(), point), buffer);
    return Stmt.loops(axes, new Stmt.Store(operands.result(), point, value));
  }

  /** The anchor's nest, the value of its one store to the result passed through the epilogue. */
  private static Stmt fused(Fused fused, Operands operands, Optional<WinogradTiles> winograd) {
    int anchorOperands = fused.anchor().operands().size();
    List<Buffer> all = operands.inputs();
    Operands anchor = new Operands(all.subList(0, anchorOperands), operands.result());
    Stmt nest = nest(fused.anchor(), anchor, winograd);
    Iterator<Buffer> rest = all.subList(anchorOperands, all.size()).iterator();
    List<String> names = new ArrayList<>();
    List<Expr> point = new ArrayList<>();
    for (int i = 0; i < operands.result().shape().size(); i++) {
      names.add("p" + i);
      point.add(new Expr.Var("p" + i));
    }
    for (ElementwiseOp step : steps(fused, operands.result())) {
      Map<Value, Buffer> buffers = new HashMap<>();
      step.operands().stream()
          .filter(v -> !v.isPrevious())
          .forEach(v -> buffers.put(v, rest.next()));
      Function<Value, Expr> operand =
          v ->
              v.isPrevious()
                  ? InlineEpilogue.VALUE.at()
                  : broadcast(buffers.get(v), operands.result(), point);
      Expr value = Elementwise.value(step, point, operand, buffers::get);
      nest = new InlineEpilogue(operands.result().name(), names, value).apply(nest);
    }
    return nest;
  }

  /** The steps of an epilogue, without a rounding at the end that the store does. */
  private static List<ElementwiseOp> steps(Fused fused, Buffer result) {
    List<ElementwiseOp> steps = fused.epilogue();
    boolean isRounded = steps.getLast() instanceof Unary last && last.kind() == UnaryKind.BFLOAT16;
    return isRounded && result.dtype() == ElementType.BF16
        ? steps.subList(0, steps.size() - 1)
        : steps;
  }

  /** The element of an operand at a point of the result: by its own index where shapes agree. */
  private static Expr broadcast(Buffer buffer, Buffer result, List<Expr> point) {
    return buffer.shape().equals(result.shape())
        ? buffer.at(point)
        : buffer.at(Points.broadcast(buffer.shape(), point));
  }

  private static Map<Value, Buffer> buffers(List<Value> values, List<Buffer> buffers) {
    Map<Value, Buffer> map = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      map.put(values.get(i), buffers.get(i));
    }
    return map;
  }
}
