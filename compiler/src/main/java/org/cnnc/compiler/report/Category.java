package org.cnnc.compiler.report;

import java.util.Locale;
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

/** What kind of work an op does, which decides its colour. */
enum Category {
  /** Convolutions. */
  CONVOLUTION,
  /** Products with matrices. */
  PRODUCT,
  /** What makes one element of a window of them, or many of one. */
  POOL,
  /** What makes one element of all along some axes. */
  REDUCTION,
  /** Each element by itself. */
  ELEMENTWISE,
  /** Elements are only moved. */
  MOVEMENT,
  /** What the caller gives or receives. */
  PORT;

  /** As in the page. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Category of(Op op) {
    return switch (op) {
      case Fused fused -> of(fused.anchor());
      case Conv2d _, ConvTranspose2d _, LocallyConnected2d _ -> CONVOLUTION;
      case Linear _, MatMul _ -> PRODUCT;
      case MaxPool2d _, AvgPool2d _, MaxPoolIndices2d _, MaxUnpool2d _, Resample _ -> POOL;
      case Reduce _, Softmax _, ArgReduce _, TopK _ -> REDUCTION;
      case ElementwiseOp _, BatchNorm _, Dropout _ -> ELEMENTWISE;
      case Concat _,
          Slice _,
          Pad _,
          Reshape _,
          Transpose _,
          Expand _,
          Identity _,
          Gather _,
          GatherElements _ ->
          MOVEMENT;
      case Input _, Parameter _, Constant _ -> PORT;
    };
  }
}
