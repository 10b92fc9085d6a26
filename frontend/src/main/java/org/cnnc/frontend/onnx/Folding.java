package org.cnnc.frontend.onnx;

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
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/** Whether an op of constants is computed while a model is read, as the ops of shapes must be. */
enum Folding {
  /** Elements go to other places: the batch may be among them. */
  MOVES,
  /** Elements are computed of others, which must be numbers. */
  COMPUTES,
  /** Left to the optimizer, which knows how much work it would be. */
  NEVER;

  private static final long MAX_NUMBERS = 1 << 10;

  /** Shapes are short; more integers than these are data. */
  private static final long MAX_INTEGERS = 1 << 20;

  static Folding of(Op op) {
    return switch (op) {
      case Slice _,
          Concat _,
          Reshape _,
          Transpose _,
          Expand _,
          Pad _,
          Gather _,
          GatherElements _,
          Identity _ ->
          MOVES;
      case ElementwiseOp _, Reduce _ -> COMPUTES;
      case Input _,
          Parameter _,
          Constant _,
          Conv2d _,
          ConvTranspose2d _,
          Linear _,
          MaxPool2d _,
          AvgPool2d _,
          BatchNorm _,
          Softmax _,
          Dropout _,
          ArgReduce _,
          TopK _,
          MaxPoolIndices2d _,
          MaxUnpool2d _,
          MatMul _,
          LocallyConnected2d _,
          Resample _,
          Fused _ ->
          NEVER;
    };
  }

  /** Whether a result may be kept; of a constant repeated for each image nobody knows how many. */
  static boolean isSmall(TensorType type) {
    long most = type.dtype() == DType.F32 ? MAX_NUMBERS : MAX_INTEGERS;
    return !type.isBatched() && type.elements() <= most;
  }
}
