package org.cnnc.optimizer.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Cast;
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
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/** A value that may become the one before an elementwise step, its op the step's anchor. */
public record Epilogue(Value value) {
  /**
   * The op with {@code step} applied to its result before that is stored. Empty where something
   * else reads the result, where the step would change its shape, and where the op stores each
   * element otherwise than once at its end.
   */
  Optional<Value> append(ElementwiseOp step, Rewriter rw) {
    if (value.type().dtype() != DType.F32
        || !step.resultTypes().getFirst().equals(value.type())
        || !rw.isUsedOnce(value)) {
      return Optional.empty();
    }
    ElementwiseOp last = step.mapOperands(v -> v.equals(value) ? Value.previous(value.type()) : v);
    return fused(rw.definition(value), last).map(fused -> rw.emit(fused, value));
  }

  /**
   * An op with one step more behind it; empty where it stores elements otherwise than once at its
   * end.
   */
  public static Optional<Fused> fused(Op op, ElementwiseOp last) {
    return switch (op) {
      case Fused(Op anchor, List<ElementwiseOp> steps) -> {
        List<ElementwiseOp> longer = new ArrayList<>(steps);
        longer.add(last);
        yield Optional.of(new Fused(anchor, longer));
      }
      case Conv2d _,
          ConvTranspose2d _,
          Linear _,
          MaxPool2d _,
          AvgPool2d _,
          Reduce _,
          Binary _,
          Unary _,
          Affine _,
          Where _,
          MatMul _,
          LocallyConnected2d _,
          Resample _ ->
          Optional.of(new Fused(op, List.of(last)));
      case Input _,
          Parameter _,
          Constant _,
          BatchNorm _,
          Softmax _,
          Concat _,
          Slice _,
          Pad _,
          Reshape _,
          Transpose _,
          Expand _,
          Identity _,
          Dropout _,
          Cast _,
          Gather _,
          GatherElements _,
          ArgReduce _,
          TopK _,
          MaxPoolIndices2d _,
          MaxUnpool2d _ ->
          Optional.empty();
    };
  }
}
